"""One file a design page: each holds ``DESIGN``."""
