"""The Flask application: everything that touches the outside."""
