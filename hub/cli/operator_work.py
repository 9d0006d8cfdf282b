"""`accord hub work`: the worker process, the only one that needs the log key."""

import rich_click as click

from hub import logs
from hub.config import Settings
from hub.db import DatabaseRefusedError
from hub.jobs.checkpoint import log_signer
from hub.jobs.worker import run_worker


@click.command
def work() -> None:
    """Do what requests have ordered, until stopped: sign the logs, publish, write to CVE Services, mail."""
    settings = Settings.from_env()
    if settings.embedded:
        raise click.ClickException("the engines are embedded: run `accord hub up`")
    log_signer(settings)  # before anything is claimed: without the key nothing would ever be signed off
    logs.configure(settings.log_level)
    try:
        run_worker(settings)
    except DatabaseRefusedError as error:
        raise click.ClickException(str(error)) from error
