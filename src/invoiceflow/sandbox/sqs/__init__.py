"""A queue of SQS, by its JSON protocol: signed requests only, and what is not deleted comes back."""
