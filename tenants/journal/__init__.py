"""The two logs: what was said, in which order, and the proof of it (FORMATS.md 3, design 3.7).

`ledger` appends, `record` brings the replay up to date, `checkpoints` signs off and proves. Whatever binds
somebody stands here first; every other table of the domain is a cache of what the replay says.
"""
