"""What a member's machine runs: key store, verified cache, and the acts that sign, seal and open.

Nothing the hub says is believed: `sync` checks it against the logs, and every act stands on what was checked.
"""
