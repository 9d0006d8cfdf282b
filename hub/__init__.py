"""The Flask application: everything that touches the outside."""

__version__ = "0.1.0"
