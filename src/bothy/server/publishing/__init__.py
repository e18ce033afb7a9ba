"""Publishing, as the office and the command line do it: bytes first, then the entry that signs them."""
