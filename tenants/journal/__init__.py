"""The two logs: what was said, in which order, and the proof of it (FORMATS.md 3, design 3.7).

`record` folds what is stored and appends to it, `ledger` writes the leaves, `stored` reads them in pages,
`checkpoints` signs off and proves. Whatever binds somebody stands here first; every other table of the domain
is a cache of what the fold says.
"""
