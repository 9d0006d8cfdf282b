"""Refusals of cases."""

from enum import StrEnum

from tenants.kernel.errors import ConflictError


class MoveNotAllowedError(ConflictError):
    """A move that is not in the table of its state machine; nothing was changed."""

    slug = "move-not-allowed"
    title = "This move is not in the table"

    def __init__(self, machine: str, state: StrEnum | str, move: StrEnum | str, *, rule: str) -> None:
        """Keep machine, state and move apart, so that a client can say which of them to look at."""
        super().__init__(f"the {machine} machine has no move {move} from {state}", rule=rule)
        self.machine = machine
        self.state = str(state)
        self.move = str(move)


class FixWithoutReportError(ConflictError):
    """A fix is reported by somebody who never accepted the report (Vultron: CF and CD need RM Accepted)."""

    slug = "fix-without-report"
    title = "The report has not been accepted"
    rule = "CS-4"
