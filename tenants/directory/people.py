"""What people of the directory are called in rows: by the membership in which they were given something."""

from crypto.directory import View
from tenants.kernel.ids import person_key


def key_of_member(view: View, tenant: str, person: str) -> str | None:
    """Return the name of a member in rows; None if they have left meanwhile."""
    found = view.person(tenant, person)
    return None if found is None else person_key(tenant, person, found.since)


def key_of_device(view: View, device: str) -> str:
    """Return the name in rows of whose device this is, active or not; a reporter's is the fingerprint itself.

    A device is of one membership only, as who comes back brings a new one (RO-8).
    """
    found = view.device(device)
    return device if found is None else person_key(found.tenant, found.person, found.since)
