"""Why the vault cannot be opened, or something not kept, in words that say what to do."""


class VaultTrouble(Exception):
    """The vault cannot do this now; the message says why and what to do."""


class NotAsSealed(VaultTrouble):
    """A box or a wrapped key is not what was sealed: changed, or put in another's place."""
