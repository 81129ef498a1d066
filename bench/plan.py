"""How much is measured: everything that takes long has its size here, and nowhere is anything unbounded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Sizes and times of one run. ``small`` and ``large`` are invoices in the two databases that lists are read from.

    ``rounds`` of ``seconds`` each are measured of every list, and of webhooks; ``documents`` and ``long_documents`` are
    set and drawn; ``news`` is how many webhooks are followed to an open page; ``pairs`` of answers are
    compared in time.
    """

    tenants: int
    small: int
    large: int
    rounds: int
    seconds: float
    documents: int
    long_documents: int
    previews: int
    issue_seconds: int
    issue_clients: int
    issue_each: int
    news: int
    pairs: int
    with_peers: bool

    @classmethod
    def full(cls, rows: int | None) -> "Plan":
        """Return the sizes whose figures count."""
        return cls(
            tenants=200,
            small=10_000,
            large=rows or 1_000_000,
            rounds=4,
            seconds=4,
            documents=60,
            long_documents=6,
            previews=60,
            issue_seconds=60,
            issue_clients=50,
            issue_each=20,
            news=100,
            pairs=200,
            with_peers=True,
        )

    @classmethod
    def quick(cls, rows: int | None) -> "Plan":
        """Return sizes that show that everything runs, and nothing else."""
        return cls(
            tenants=2,
            small=200,
            large=rows or 400,
            rounds=1,
            seconds=0.2,
            documents=2,
            long_documents=1,
            previews=3,
            issue_seconds=1,
            issue_clients=5,
            issue_each=2,
            news=2,
            pairs=4,
            with_peers=False,
        )
