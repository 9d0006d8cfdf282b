"""Refusals of the directory that are no rule of a statement."""

from tenants.kernel.errors import ConflictError, ForbiddenError, NotFoundError


class FoundingCodeError(ForbiddenError):
    """The slug was not opened for founding, or the code is another: the two are not told apart."""

    slug = "founding-code"
    title = "The founding code does not open this slug"
    rule = "LO-6"


class SlugTakenError(ConflictError):
    """A tenant is served under this slug."""

    slug = "slug-taken"
    title = "The slug belongs to a tenant"
    rule = "LO-6"


class OneCnaError(ConflictError):
    """The hub has its CNA: one numbers and publishes for all."""

    slug = "one-cna"
    title = "The hub has its CNA"


class TenantNotFoundError(NotFoundError):
    """No tenant is served under this slug."""


class LoginRefusedError(ForbiddenError):
    """Nobody is signed in: the challenge is not open, or the device is not active here."""

    slug = "login-refused"
    title = "Signing in was refused"
