"""What can become of asking a service across the network."""


class Away(Exception):
    """It did not answer, or not in its right mind. Whether it did what it was asked is not known."""


class Declined(Exception):
    """It understood, and does not do it. The text says why, in its words."""


class NothingThere(Declined):
    """It has no such thing."""


class ThereAlready(Declined):
    """It has such a thing already."""
