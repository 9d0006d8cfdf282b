"""`accord demo`: the real case of 2026, replayed on real engines, then served."""

import json
import time
from pathlib import Path

import rich_click as click

from hub.clock import SystemClock
from hub.demo.errors import DemoError, StepFailedError
from hub.demo.run import replay
from hub.demo.serve import wait_for_the_end
from hub.engines import EngineError

UNUSABLE = 2


@click.command("demo")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="On loopback.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep everything in this directory; a finished replay in it is served again.",
)
@click.option("--exit", "leave", is_flag=True, help="Stop after the replay, with status 0.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON report instead of words.")
@click.option("--since", type=float, help="Count the seconds to the page from this one since 1970.")
def demo(*, port: int, data: Path | None, leave: bool, as_json: bool, since: float | None) -> None:
    """Replay a public case as it could have gone, with real engines, clients and keys; then serve it."""

    def tell(line: str) -> None:
        click.echo(line, err=as_json)

    before = 0.0 if since is None else SystemClock().now().timestamp() - since
    try:
        with replay(data, port, leave=leave, tell=tell, begun=time.monotonic() - before) as report:
            if as_json:
                click.echo(json.dumps(report.shown(), default=str))
            if not leave:
                tell("Stop with Ctrl-C.")
                wait_for_the_end()
    except (DemoError, EngineError) as error:
        click.echo(f"accord: {error}", err=True)
        raise SystemExit(UNUSABLE) from error
    except StepFailedError as error:
        raise click.ClickException(str(error)) from error
