"""Tell a person by letter what became of their own: written in the transaction that did it, posted by a job."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity import store
from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.identity.store import letters
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.queue import defer_for_person

POST_LETTER = "identity.post_letter"


@dataclass(frozen=True, slots=True)
class LetterOffice:
    """Where letters wait, and what posts them."""

    database: Database
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class PostLetter:
    """One letter that waits."""

    letter_id: UUID
    at: datetime


async def notify_person(
    connection: AsyncConnection, person_id: PersonId, letter: Letter, at: datetime, *, to: str = ""
) -> None:
    """
    Have a letter posted once this transaction has committed, and never if it does not.

    It goes to where the person is written to now, unless ``to`` says otherwise.
    """
    letter_id, content = new_id(at), msgspec.json.encode(letter).decode()
    email = to or (await store.load_person(connection, person_id)).email
    await letters.enter_letter(connection, letter_id, person_id, email=email, content=content, at=at)
    await defer_for_person(connection, POST_LETTER, person_id, {"letter_id": str(letter_id)})


async def post_letter(office: LetterOffice, command: PostLetter) -> None:
    """
    Post a letter that waits, unless that was done. One that is posted twice, after a crash, keeps its message id.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await letters.find_letter(office.database, command.letter_id)
    if found is None:
        return
    email, content = found
    letter = msgspec.json.decode(content, type=Letter)
    await office.postbox.post(letter, to=email, at=command.at, key=str(command.letter_id))
    await letters.drop_letter(office.database, command.letter_id)
