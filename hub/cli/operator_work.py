"""`accord hub work`: the worker process, the only one that needs the log key."""

import signal
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import rich_click as click

from hub import logs
from hub.config import Settings
from hub.db import DatabaseRefusedError
from hub.jobs.checkpoint import log_signer
from hub.jobs.worker import run_worker


@click.command
@click.option(
    "--relays",
    default=2,
    show_default=True,
    type=click.IntRange(1, 16),
    help="How many orders are worked on at once: one waits for CVE Services while another signs.",
)
def work(*, relays: int) -> None:
    """Do what requests have ordered, until stopped: sign the logs, publish, write to CVE Services, mail."""
    settings = Settings.from_env()
    if settings.embedded:
        raise click.ClickException("the engines are embedded: run `accord hub up`")
    log_signer(settings)  # before anything is claimed: without the key nothing would ever be signed off
    logs.configure(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with ThreadPoolExecutor(relays) as pool:
        running = [pool.submit(run_worker, settings, stopping) for _ in range(relays)]
        wait(running, return_when=FIRST_COMPLETED)
        stopping.set()  # one that ended by itself ends the process: whoever keeps it starts it anew
    for each in running:
        _raise_refusal(each.exception())


def _raise_refusal(error: BaseException | None) -> None:
    if isinstance(error, DatabaseRefusedError):
        raise click.ClickException(str(error)) from error
    if error is not None:
        raise error
