"""Disclosure: one embargo per case, each party's consent to it, and what happens at its end.

Everything here is a pure function of logged statements and log time (ADR-embargo-traps.md is the manual):
`decide` applies one event, `replay` folds a log, `elapsed` lets time pass, `turns` says whose move it is.
"""
