"""Run the double: ``python -m hub.demo.cve_services --port 8090 --data DIR [--clock-file FILE]``."""

import signal
import sys
from pathlib import Path
from types import FrameType

import click
from werkzeug.serving import make_server

from hub.clock import ShiftedClock
from hub.demo.cve_services.app import create_double
from hub.demo.cve_services.store import SERVICE_USER, Store
from tenants.cna.records.cve import PSF


@click.command()
@click.option("--port", type=int, default=0, help="Port on loopback; 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Directory of state and key.")
@click.option("--clock-file", type=click.Path(path_type=Path), help="File with a shift in seconds.")
def main(port: int, data: Path, clock_file: Path | None) -> None:
    """Serve until the process is told to end, and say where."""
    store = Store(data, ShiftedClock(file=clock_file))
    server = make_server("127.0.0.1", port, create_double(store), threaded=True)
    signal.signal(signal.SIGTERM, _end)
    click.echo(f"http://127.0.0.1:{server.server_port}/api/ {PSF.short_name} {SERVICE_USER} {data / 'key'}")
    sys.stdout.flush()
    try:
        server.serve_forever()
    finally:
        server.server_close()


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
