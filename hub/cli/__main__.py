"""`python -m hub.cli` is `accord` where nothing is installed, as in the image."""

from hub.cli.main import accord

accord(prog_name="accord")
