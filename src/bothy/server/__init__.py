"""Django's settings, urls and middleware, the office's pages, and the ASGI app that a Bothy is."""
