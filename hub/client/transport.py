"""Speaking to the hub: JSON over HTTP, bearer tokens from `login` statements, problems as sentences."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import uuid4

import requests

from crypto import dsse
from hub.client.errors import ClientError, Exit, HubLiesError

TIMEOUT_S = 60
PAGE = 500
"""How many entries a full page has; a shorter one is the last."""
GRANT = "urn:accord:params:oauth:grant-type:login-statement"
CODES = {
    404: Exit.NOT_FOUND,
    401: Exit.NOT_FOUND,
    403: Exit.NOT_FOUND,
    409: Exit.CONFLICT,
    412: Exit.CONFLICT,
}
OCTETS = "application/octet-stream"


class ProblemError(ClientError):
    """The hub refused: its RFC 9457 document, as one sentence."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        """Take title, detail and rule from the document."""
        words = [
            str(document.get("title") or f"the hub answered {status}"),
            str(document.get("detail") or ""),
        ]
        rule = document.get("rule")
        said = ": ".join(word for word in words if word) + (f" ({rule})" if rule else "")
        super().__init__(said, code=CODES.get(status, Exit.REFUSED), rule=rule)
        self.status = status
        self.document = document


@dataclass
class Transport:
    """One hub's API; `token` is set by whoever signs in."""

    url: str
    token: str | None = None
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 - JSON
        """GET and parse JSON; ProblemError, or ClientError if nobody answers."""
        return self._json(self._send("GET", path, params=query))

    def get_all(self, path: str, field: str, *, key: str = "id") -> list[dict[str, Any]]:
        """GET a list that is no log's, page after page; HubLiesError if a page does not go on by its key."""
        found: list[dict[str, Any]] = []
        shown: list[dict[str, Any]] = self.get(path)[field]
        while shown:
            keys = [str(each[key]) for each in found[-1:] + shown]
            if any(one >= other for one, other in pairwise(keys)):
                raise HubLiesError("the hub's list does not go on where it stopped")
            found += shown
            shown = self.get(path, after=keys[-1])[field] if len(shown) >= PAGE else []
        return found

    def get_bytes(self, path: str) -> bytes:
        """GET the bytes of an age file."""
        return self._send("GET", path).content

    def post(self, path: str, body: Mapping[str, Any], *, version: int | None = None) -> Any:  # noqa: ANN401 - JSON
        """POST JSON once, whatever the network does to the first reply; `version` is sent as If-Match."""
        headers = {"Idempotency-Key": uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self._json(self._send("POST", path, json=body, headers=headers))

    def put(self, path: str, data: bytes, manifest: dsse.SignedStatement | None = None) -> Any:  # noqa: ANN401 - JSON
        """PUT an age file with its manifest in a header."""
        headers = {"Content-Type": OCTETS, "Idempotency-Key": uuid4().hex}
        if manifest is not None:
            headers["Accord-Manifest"] = base64.b64encode(dsse.write(manifest)).decode()
        return self._json(self._send("PUT", path, data=data, headers=headers))

    def sign_in(self, statement: dsse.SignedStatement, **keys: str) -> None:
        """Exchange a signed login for a short token and keep it."""
        form = {"grant_type": GRANT, "statement": dsse.write(statement).decode(), **keys}
        self.token = str(self._json(self._send("POST", "token", data=form))["access_token"])

    def _json(self, answer: requests.Response) -> Any:  # noqa: ANN401 - JSON
        try:
            return answer.json() if answer.content else {}
        except ValueError:
            raise ClientError(f"what answers at {self.url} is no hub", code=Exit.USAGE) from None

    def _send(self, method: str, path: str, **how: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        headers = dict(how.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        address = f"{self.url}/api/v1/{path}"
        answer = None
        for attempt in (1, 2, 3):
            try:
                answer = self._session.request(method, address, headers=headers, timeout=TIMEOUT_S, **how)
                break
            except requests.RequestException as error:
                # Repeating is safe: every POST and PUT carries its Idempotency-Key.
                if attempt == 3:  # noqa: PLR2004 - the last of the three
                    raise ClientError(
                        f"the hub at {self.url} does not answer: {type(error).__name__}"
                    ) from error
        if answer is None or not answer.ok:
            raise ProblemError(answer.status_code if answer is not None else 0, _document(answer))
        return answer


def _document(answer: requests.Response | None) -> Mapping[str, Any]:
    try:
        found = answer.json() if answer is not None else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
