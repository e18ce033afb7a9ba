"""Why a command was neither recorded nor refused. The device keeps it and tries again."""


class IntakeClosed(Exception):
    """The writer is shutting down; nothing of this was written."""


class StorageFault(Exception):
    """The journal could not keep the batch. The text says why and what to do; try again later."""


class NotNow(StorageFault):
    """Ordinary commands wait just now (the disk is full, a gap is being filled); an emergency never does.

    `code` is stable, the text is for whoever tapped.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class PrivateRefused(Exception):
    """People cannot take the private part of one command: `code` and a `sentence` for who tapped."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
