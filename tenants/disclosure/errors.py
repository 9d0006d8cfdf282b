"""Refusals of disclosure. Rules VP-, CM- and EMB- are Vultron's, DP- and ET- are in the ADR here."""

from tenants.kernel.errors import ConflictError, ForbiddenError, InvalidError


class NotTakingPartError(ForbiddenError):
    """Somebody acts who is invited at most: nobody takes part before their acceptance counts."""

    slug = "not-taking-part"
    title = "This tenant takes no part in the case"
    rule = "CM-17-005"


class OwnerOnlyError(ForbiddenError):
    """An act that only the case's owner may do."""

    slug = "owner-only"
    title = "Only the owner of the case may do this"
    rule = "CM-02-005"


class NotInvitedError(ForbiddenError):
    """An answer to an invitation that does not stand."""

    slug = "not-invited"
    title = "There is no invitation to answer"
    rule = "CA-5"


class AlreadyTakingPartError(ConflictError):
    """An invitation to somebody whose consent stands: a signatory is never set back to invited."""

    slug = "already-taking-part"
    title = "This tenant already takes part"
    rule = "CM-18-004"


class EmbargoNotViableError(ConflictError):
    """No embargo is proposed or accepted once the flaw or an exploit is public or attacks are seen."""

    slug = "embargo-not-viable"
    title = "An embargo is no longer possible"
    rule = "VP-06-001"


class ReportNotOpenError(ConflictError):
    """Who holds the report for invalid or closed neither proposes nor accepts an embargo."""

    slug = "report-not-open"
    title = "The report is not open at this tenant"
    rule = "VP-13-002"


class EndNotAllowedError(InvalidError):
    """An end that is past, too far away, too near, or not one unambiguous instant."""

    slug = "end-not-allowed"
    title = "This end of the embargo is not possible"
    rule = "VP-05-001"


class NotCurrentError(ConflictError):
    """The named proposal is not the one that is being decided on."""

    slug = "not-current"
    title = "Another proposal is current"
    rule = "VP-07-009"


class SameEndError(ConflictError):
    """The instant stands already: it is answered, not proposed again."""

    slug = "same-end"
    title = "This end is already proposed"
    rule = "DP-3"


class TerminationError(ConflictError):
    """The reason is not one that this party can sign now."""

    slug = "termination-not-possible"
    title = "The embargo cannot be ended so"
    rule = "EMB-14"


class EmbargoStandsError(ConflictError):
    """Something would be published before its time."""

    slug = "embargo-stands"
    title = "The embargo has not ended"
    rule = "DP-11"


class OutOfOrderError(ConflictError):
    """An event that does not follow the ones that were counted."""

    slug = "out-of-order"
    title = "The log goes forward only"
    rule = "DP-1"


class PlanError(InvalidError):
    """A milestone that the plan cannot hold."""

    slug = "plan-not-possible"
    title = "This milestone is not possible"
    rule = "DP-12"


class UnknownMoveError(InvalidError):
    """A status names a letter that its machine does not have."""

    slug = "unknown-move"
    title = "There is no such move"
    rule = "CA-12"
