"""Numbering and publishing: scope, reservations, records and the calls to CVE Services."""
