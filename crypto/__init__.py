"""The three formats of Accord: age files, signed statements, a transparency log."""
