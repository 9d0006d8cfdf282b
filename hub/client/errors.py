"""The client's refusals: one sentence for its own user, and the exit code that scripts branch on."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `accord` (0 is success)."""

    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4


class ClientError(Exception):
    """One sentence that says what is wrong and, where it can, what to do."""

    def __init__(self, sentence: str, *, code: Exit = Exit.REFUSED, rule: str | None = None) -> None:
        """Keep the sentence, the exit code, and the rule that refused if there is one."""
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.rule = rule


class HubLiesError(ClientError):
    """What the hub showed contradicts the log: nothing of it is used, and the proof is kept."""
