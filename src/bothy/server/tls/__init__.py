"""HTTPS on the local network: the facility's own authority, its certificate, and how tablets come to trust it."""
