"""Which host a request came to: the vault has hosts of its own, where no cookie counts.

A page of the main origin is another origin to the vault: whatever is wrong with it, it reaches neither keys
nor opened letters.
"""

VAULT = "vault"


def is_vault(host: str, own: str) -> bool:
    """Return whether a request's host begins with the label `vault` and is not `own`, the hub's own host."""
    name = host.partition(":")[0].lower()
    return name.partition(".")[0] == VAULT and name != own
