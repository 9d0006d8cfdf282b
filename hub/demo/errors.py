"""Why a replay does not begin, and why one does not go on."""


class DemoError(Exception):
    """The demo cannot run here. One sentence that says what to do."""


class StepFailedError(Exception):
    """Something in the replay did not turn out as the script says; one sentence, and nobody's content."""
