"""CVE Services through cvelib, behind `tenants.cna.ports.CveServices`.

cvelib sends one plain request a call: no retry, a fixed time limit, errors as `requests` raises them. What is
decided here is only what a failure means: nothing happened, the outcome is unknown, or no. The schema is
checked before (our records are rendered and linted, cvelib's copy is older), so `validate=False` throughout.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from cvelib.cve_api import CveApi
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from tenants.cna.errors import (
    RecordDiffersError,
    RegistryBusyError,
    RegistryError,
    RegistryRefusedError,
    ReplyLostError,
)
from tenants.cna.ports import RemoteId, RemoteState
from tenants.cna.records.cve import GENERATOR, same_container

TIMEOUT = (10.0, 60.0)  # seconds to connect, and to wait for the answer
PAGES = 200  # of 500 lines: a hundred times the usual quota

_Answer = TypeVar("_Answer")
_CVE_ID = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_WORD = re.compile(r"[A-Z_]{1,64}")
_BUSY = frozenset({"RESERVATION_IN_PROGRESS", "TOO_MANY_REQUESTS"})
_NOT_THERE = frozenset({"CVE_RECORD_DNE", "CVE_ID_NOT_FOUND"})
_TOO_MANY = 429
_SERVER = 500
_SUCCESS = range(200, 300)


class _Api(CveApi):  # type: ignore[misc]  # cvelib has no types
    """cvelib's client with a time limit of ours, and without following a redirect with the key in hand."""

    limits = TIMEOUT

    def _http_request(self, method: str, path: str, **kwargs: object) -> requests.Response:
        headers = {
            "CVE-API-ORG": self.org,
            "CVE-API-USER": self.username,
            "CVE-API-KEY": self.api_key,
        }
        response = requests.request(
            method,
            self.url + path,
            timeout=self.limits,
            headers=headers,
            allow_redirects=False,
            **kwargs,  # type: ignore[arg-type]  # cvelib passes json= or params=
        )
        if response.status_code not in _SUCCESS:
            raise requests.HTTPError(response=response)
        return response

    def _get_paged(
        self, path: str, page_data_attr: str, params: dict[str, Any], **kwargs: object
    ) -> Iterator[dict[str, Any]]:
        """As cvelib's, to an end: ValueError for pages that do not follow one another or never stop."""
        for number in range(1, PAGES + 1):
            page = self._get(path, params=params, **kwargs).json()
            yield from page[page_data_attr]
            following = page.get("nextPage")
            if following is None:
                return
            if following != number + 1:
                break
            params["page"] = following
        raise ValueError("pages that do not end")


class CveServicesClient:
    """The Protocol over HTTP. One service account that nothing else uses, as adoption needs (RES-3)."""

    def __init__(
        self, *, url: str, org: str, user: str, key: str, limits: tuple[float, float] = TIMEOUT
    ) -> None:
        """Keep the address (ending in ``/api/``) and the account.

        Raises ValueError for an address that would send the key in clear: http is for this machine only.
        """
        parts = urlsplit(url)
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise ValueError("CVE Services is reached over https, or over http on this machine")
        self._api = _Api(user, org, key, url=url.rstrip("/") + "/")
        self._api.limits = limits

    @property
    def user(self) -> str:
        """The service account's name."""
        return str(self._api.username)

    def reserve_one(self, *, year: int) -> RemoteId:
        """Reserve one ID; see the Protocol. One call, whatever happens."""

        def one() -> RemoteId:
            (line,) = self._api.reserve(count=1, random=False, year=str(year))["cve_ids"]
            return self._remote(line)

        return _write(one)

    def list_reserved(self, *, since: datetime) -> tuple[RemoteId, ...]:
        """All our IDs in state RESERVED since an aware instant, every page."""
        return _read(
            lambda: tuple(
                self._remote(line) for line in self._api.list_cves(state="RESERVED", reserved_gt=since)
            )
        )

    def get_id(self, cve_id: str) -> RemoteState | None:
        """State of an ID, or None."""
        name = _checked(cve_id)
        return _read_or_none(lambda: RemoteState(self._api.show_cve_id(name)["state"]))

    def get_record(self, cve_id: str) -> dict[str, Any] | None:
        """The public record, or None."""
        name = _checked(cve_id)
        return _read_or_none(lambda: dict(self._api.show_cve_record(name)))

    def publish(self, cve_id: str, container: Mapping[str, Any]) -> dict[str, Any]:
        """Create the record; on any doubt read it back and compare (PUB-2).

        Raises RecordDiffersError when another record is there, and the first failure when none is.
        """
        name, body = _checked(cve_id), self._signed(container)
        try:
            return _write(lambda: dict(self._api.publish(name, dict(body), validate=False)["created"]))
        except (RegistryRefusedError, ReplyLostError) as failure:
            stored = self._stored(name, failure)
            if same_container(body, stored["containers"]["cna"]):
                return stored
            detail = "CVE Services holds another record under this ID"
            raise RecordDiffersError(detail, code=failure.code) from failure

    def reject(self, cve_id: str, *, reason: str, replaced_by: tuple[str, ...] = ()) -> None:
        """Reject the ID, whether or not it has a record; done when its record is rejected already."""
        name, record = _checked(cve_id), self.get_record(cve_id)
        if record is not None and record["cveMetadata"]["state"] == RemoteState.REJECTED:
            return
        container: dict[str, Any] = {"rejectedReasons": [{"lang": "en", "value": reason}]}
        container |= {"replacedBy": list(replaced_by)} if replaced_by else {}
        body = self._signed(container)
        call = self._api.reject if record is None else self._api.update_rejected
        _write(lambda: call(name, dict(body), validate=False))

    def _remote(self, line: Mapping[str, Any]) -> RemoteId:
        """Return a line as ours, or under the name of an organization that owns it or asked for it.

        Names of users are unique within theirs alone, and hold no slash.
        """
        by = line["requested_by"]
        others = [name for name in (line["owning_cna"], by["cna"]) if name != self._api.org]
        return RemoteId(
            _checked(line["cve_id"]),
            RemoteState(line["state"]),
            datetime.fromisoformat(line["reserved"]),
            "/".join(map(str, [*others, by["user"]])),
        )

    def _signed(self, container: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in what cvelib would otherwise fetch or invent; the server writes the provider itself."""
        body = {"x_generator": {"engine": GENERATOR}, **container}
        if "providerMetadata" not in body:
            body["providerMetadata"] = {"orgId": _read(lambda: str(self._api.show_org()["UUID"]))}
        return body

    def _stored(self, name: str, failure: RegistryError) -> dict[str, Any]:
        """Return the record that is there; raises `failure` when there is none or it cannot be read."""
        try:
            stored = self.get_record(name)
        except RegistryError:
            raise failure from None  # not the look's own failure: that one says "nothing was done"
        if stored is None:
            raise failure
        return stored


def _checked(cve_id: str) -> str:
    """Return the ID; it becomes a part of the address, so nothing else may."""
    if not _CVE_ID.fullmatch(cve_id):
        raise ValueError("this is not a CVE ID")
    return cve_id


def _write(call: Callable[[], _Answer]) -> _Answer:
    """Make a call that changes something; every failure says what is known of its effect."""
    try:
        return call()
    except requests.HTTPError as error:
        raise _failure(error) from error
    except (requests.ConnectTimeout, requests.ConnectionError) as error:
        if _never_sent(error):
            raise RegistryBusyError("CVE Services could not be reached") from error
        raise ReplyLostError("the connection ended before the answer") from error
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise ReplyLostError("no answer that can be read came in time") from error


def _read(call: Callable[[], _Answer]) -> _Answer:
    """Make a call that changes nothing: without an answer it may simply be made again."""
    try:
        return _write(call)
    except ReplyLostError as failure:
        raise RegistryBusyError(f"nothing could be read: {failure.detail}", code=failure.code) from failure


def _read_or_none(call: Callable[[], _Answer]) -> _Answer | None:
    try:
        return _read(call)
    except RegistryRefusedError as failure:
        if failure.code in _NOT_THERE:
            return None
        raise


def _never_sent(error: requests.RequestException) -> bool:
    """Say whether the connection was never made, so that the server cannot have acted."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _failure(error: requests.HTTPError) -> RegistryError:
    """Translate a status and the server's code: busy, unknown, or no."""
    status, code = error.response.status_code, _code(error.response)
    if status == _TOO_MANY or code in _BUSY:
        return RegistryBusyError("CVE Services asks to wait", code=code)
    if status >= _SERVER:
        return ReplyLostError(f"CVE Services failed with status {status}", code=code)
    return RegistryRefusedError(f"CVE Services answered {status} {code}".strip(), code=code)


def _code(response: requests.Response) -> str:
    """Return the server's word for a refusal; only its own kind of word is repeated."""
    try:
        word = response.json()["error"]
    except (requests.JSONDecodeError, KeyError, TypeError):
        return ""
    return word if isinstance(word, str) and _WORD.fullmatch(word) else ""
