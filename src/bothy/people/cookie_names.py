"""What cookies are called: on a server of several facilities each has names of its own.

A browser keeps cookies by host name, so facilities of different names never share one. A page of one of them
could still set a cookie for the whole domain; the prefix `__Host-` is a browser's promise that a cookie came from
this very host, over https.
"""

import os


def cookie_name(base: str) -> str:
    """The name of a cookie of this process: `base` on a box of its own."""
    slug = os.environ.get("BOTHY_HOSTED_AS", "")
    if not slug:
        return base
    own = f"{base}_{slug}"
    return f"__Host-{own}" if os.environ.get("BOTHY_OVER_TLS") == "1" else own
