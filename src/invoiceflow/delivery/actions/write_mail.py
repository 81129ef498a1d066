"""Write the email that brings an invoice to its client, in the client's language, as text and as HTML."""

from dataclasses import dataclass

from invoiceflow.delivery.actions.choose_words import words_of
from invoiceflow.pdf.domain.paper import Paper, Row
from invoiceflow.runtime.letters import email_template


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A finished email."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that the email says, decided and formatted."""

    language: str
    direction: str
    subject: str
    preheader: str
    seller: str
    facts: str
    amount: str
    due: str
    greeting: str
    paragraphs: tuple[tuple[str, ...], ...]
    url: str
    button: str
    bank_heading: str
    bank: tuple[Row, ...]
    attached: str
    farewell: str
    footer: tuple[str, ...]


def write_mail(paper: Paper, *, url: str, recipient_name: str, message: str, due_on: str) -> WrittenMail:
    """
    Return the email for the invoice on ``paper``.

    ``message`` is the sender's own text; without one, a sentence names the invoice, its amount and its date.
    ``due_on`` is the finished date. The email's figures are the document's own strings.
    """
    letter = _letter(paper, url=url, recipient_name=recipient_name, message=message, due_on=due_on)
    html = email_template("delivery/invoice.html").render(mail=letter)
    return WrittenMail(letter.subject, _text(letter), html)


def _letter(paper: Paper, *, url: str, recipient_name: str, message: str, due_on: str) -> Letter:
    words = words_of(paper.language)
    named = {
        "heading": paper.heading,
        "number": paper.number,
        "seller": paper.seller.name,
        "amount": paper.total,
        "date": due_on,
    }
    said = message.strip() or words.mail_body.format(**named)
    paragraphs = tuple(
        tuple(part.splitlines()) for part in said.replace("\r\n", "\n").split("\n\n") if part.strip()
    )
    return Letter(
        language=paper.language,
        direction=paper.direction,
        subject=words.mail_subject.format(**named),
        preheader=f"{paper.total} · {paper.due.date} · {paper.number}",
        seller=paper.seller.name,
        facts=paper.subject,
        amount=paper.total,
        due=paper.due.date,
        greeting=words.mail_greeting.format(name=recipient_name).replace(" ,", ","),
        paragraphs=paragraphs,
        url=url,
        button=words.mail_button,
        bank_heading=paper.labels.how_to_pay,
        bank=paper.bank,
        attached=words.mail_attached,
        farewell=words.mail_farewell,
        footer=paper.seller.lines,
    )


def _text(letter: Letter) -> str:
    paragraphs = ["\n".join(lines) for lines in letter.paragraphs]
    bank = [f"{row.name}: {row.value}" for row in letter.bank]
    blocks = [
        letter.greeting,
        *paragraphs,
        f"{letter.facts}\n{letter.amount}, {letter.due}",
        f"{letter.button}:\n{letter.url}",
        "\n".join([letter.bank_heading, *bank]) if bank else "",
        letter.attached,
        f"{letter.farewell}\n{letter.seller}",
        "-- \n" + "\n".join(letter.footer),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"
