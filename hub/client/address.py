"""Where a hub's hosts are reached: names under ``localhost`` are this machine, whatever a resolver says."""

from urllib.parse import urlsplit

from hub.client.errors import ClientError, Exit

LOOPBACK = "127.0.0.1"
_VAULT = "vault."


def checked(url: str) -> str:
    """Return the origin of an address of a hub; ClientError if it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ClientError(
            f"{url} is no address of a hub: write it like https://accord.example", code=Exit.USAGE
        )
    return f"{parts.scheme}://{parts.netloc}"


def vault_of(url: str) -> str:
    """Return the origin of the hub's vault; `url` may be it already."""
    scheme, _, netloc = checked(url).partition("://")
    return f"{scheme}://{netloc if netloc.startswith(_VAULT) else _VAULT + netloc}"


def main_of(vault: str) -> str:
    """Return the origin of the pages beside a vault's."""
    scheme, _, netloc = vault.partition("://")
    return f"{scheme}://{netloc.removeprefix(_VAULT)}"


def reach(origin: str) -> tuple[str, dict[str, str]]:
    """Return the origin to connect to, and the Host header to send with it (RFC 6761, 6.3)."""
    parts = urlsplit(origin)
    if not (parts.hostname or "").endswith(".localhost"):
        return origin, {}
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{LOOPBACK}{port}", {"Host": parts.netloc}
