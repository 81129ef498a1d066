"""What became of an email, and what to do about it, in a sentence each for the sender."""

from typing import Final

from invoiceflow.delivery.domain.delivery import DeliveryState

HAPPENED: Final = {
    DeliveryState.FAILED: "The email could not be sent",
    DeliveryState.DELAYED: "The other mail server does not take the email yet",
    DeliveryState.SOFT_BOUNCED: "The email came back for now",
    DeliveryState.HARD_BOUNCED: "The email came back: the address does not exist",
    DeliveryState.SUPPRESSED: "The email was not sent on: the address is known to be dead",
    DeliveryState.COMPLAINED: "The client reported the email as spam",
}
TO_DO: Final = {
    DeliveryState.FAILED: "Check the address and send the invoice again, or send its document yourself.",
    DeliveryState.DELAYED: "It is tried again for some hours. Nothing is to be done yet.",
    DeliveryState.SOFT_BOUNCED: (
        "Often the mailbox is full or its server is away. Send the invoice again in a while, or to another address."
    ),
    DeliveryState.HARD_BOUNCED: (
        "Ask the client for the right address, correct it, and send the invoice again. "
        "Nothing more is sent to this address."
    ),
    DeliveryState.SUPPRESSED: (
        "Ask the client for another address and send the invoice again. Nothing more is sent to this one."
    ),
    DeliveryState.COMPLAINED: (
        "Reach the client another way before anything else. Nothing more is sent to this address."
    ),
}
