"""A topic of SNS whose messages are really signed, by a key that is made when it is first needed."""
