"""The errors of crypto/: every refusal names the rule of FORMATS.md that it enforces."""


class CryptoError(Exception):
    """Base of every refusal. `rule` is the rule's number in FORMATS.md, e.g. ``ST-4``."""

    def __init__(self, rule: str, message: str) -> None:
        """Keep the rule beside the sentence; both are shown to the caller's own user."""
        super().__init__(f"{message} ({rule})")
        self.rule = rule
        self.message = message


class MalformedError(CryptoError):
    """The bytes can be right for nobody: they break the format itself."""


class WrongKeyError(CryptoError):
    """Well-formed, but not for this key: somebody else may be able to open it."""


class BadSignatureError(CryptoError):
    """A signature does not verify, or its signer is not who the statement names."""


class NotAllowedError(CryptoError):
    """Well-formed and signed, but the signer had no authority at that point of the log."""


class LimitError(CryptoError):
    """Refused before computing: beyond a limit of the format or of the reader."""
