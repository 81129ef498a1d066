"""Where the migrations lie, and which is the newest."""

from pathlib import Path

from invoiceflow.entrypoints.development.problem import Problem


def settings_file() -> Path:
    """
    Return alembic.ini of the checkout or the image, or of the working folder where the package is installed.

    Raises:
        Problem: there is none.
    """
    for folder in (Path(__file__).resolve().parents[3], Path.cwd()):
        if (folder / "alembic.ini").is_file():
            return folder / "alembic.ini"
    raise Problem("alembic.ini was found neither in the checkout nor in the working folder.")


def newest() -> str:
    """
    Return the revision that this code was written for.

    By the names of files, which begin with it, since loading the migrations would cost every start half a second.
    """
    files = (settings_file().parent / "migrations" / "versions").glob("[0-9]*.py")
    return max(file.name.partition("_")[0] for file in files)
