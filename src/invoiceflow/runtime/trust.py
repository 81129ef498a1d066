"""Which servers the product believes to be who they say."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """
    Return what checks the certificates of servers that are asked: the authorities that httpx brings.

    One for all clients of the process: to read the authorities takes 20 ms, in which it answers nobody.
    """
    return httpx.create_ssl_context(trust_env=False)
