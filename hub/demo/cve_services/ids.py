"""The calls on CVE IDs: reserve, list, look at, change the state; and the organization's own lines."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from hub.demo.cve_services import checks
from hub.demo.cve_services.answers import RefusalError, bad_input, refusal
from hub.demo.cve_services.faults import Faults, Kind
from hub.demo.cve_services.store import ORGANIZATIONS, YEAR, Store

PAGE = 500  # lines of one page
MOST_NONSEQUENTIAL = 10
_FIRST_YEAR = 1999
_YEARS_AHEAD = 1
_SPANS = ("time_reserved.lt", "time_reserved.gt", "time_modified.lt", "time_modified.gt")


class IdCalls:
    """The routes over `store`; `faults` can hold or double a reservation."""

    def __init__(self, store: Store, faults: Faults) -> None:
        """Keep both."""
        self.store = store
        self.faults = faults

    def blueprint(self) -> Blueprint:
        """Return the routes; an endpoint is named as its method."""
        routes = Blueprint("ids", __name__)
        routes.post("/cve-id")(self.reserve)
        routes.get("/cve-id")(self.list_ids)
        routes.get("/cve-id/<cve_id>")(self.get_id)
        routes.put("/cve-id/<cve_id>")(self.change_id)
        return routes

    def reserve(self) -> tuple[Response, int]:
        """Reserve `amount` IDs under the organization's lock; 206 when the range ran out on the way."""
        organization, user = checks.cna(self.store)
        amount = _amount(self.store, organization.short_name)
        with self.store.reserving(organization.short_name):
            self.faults.pause("reserve")
            partial = self.faults.take("reserve", Kind.PARTIAL) is not None
            count = amount // 2 if partial else amount
            copies = 2 if self.faults.take("reserve", Kind.TWICE) else 1
            with self.store.lock:
                lines = [self.store.reserve(organization.short_name, user) for _ in range(count * copies)]
                self.store.save()
        left = self.store.quota - self.store.reserved_by(organization.short_name)
        # A doubled request is answered twice; the client sees the answer to one of them.
        shown = [_without_time(line) for line in lines[len(lines) - count :]]
        response = jsonify(
            _partial(shown) if partial else {"cve_ids": shown, "meta": {"remaining_quota": left}}
        )
        response.headers["CVE-API-REMAINING-QUOTA"] = str(left)
        return response, 206 if partial else 200

    def list_ids(self) -> Response:
        """List the caller's own IDs, 500 a page."""
        organization, _ = checks.account(self.store)
        values = checks.query(("page", "state", "cve_id_year", *_SPANS))
        with self.store.lock:
            lines = [
                line for line in self.store.ids.values() if line["owning_cna"] == organization.short_name
            ]
        return jsonify(_page([line for line in sorted(lines, key=_order) if _fits(line, values)], values))

    def get_id(self, cve_id: str) -> Response:
        """Answer the whole line to its owner; others see the state, and no owner while it is reserved."""
        checks.well_formed(cve_id)
        line = self.store.ids.get(cve_id)
        if line is None:
            raise RefusalError(404, "CVE_ID_NOT_FOUND", f"{cve_id} not found")
        caller = checks.reader(self.store)
        if caller is not None and caller.short_name == line["owning_cna"]:
            return jsonify(line)
        shown = {name: line[name] for name in ("cve_id", "cve_year", "state", "owning_cna")}
        if line["state"] == "RESERVED":
            return jsonify(shown | {"owning_cna": "[REDACTED]"})
        return jsonify(shown | {"dateUpdated": line["time"]["modified"]})

    def change_id(self, cve_id: str) -> Response:
        """Only the query counts: a body is ignored and the answer still says that all went well."""
        organization, _ = checks.cna(self.store)
        checks.well_formed(cve_id)
        values = checks.query(("state", "org"))
        state = values.get("state", "").upper()
        if "state" in values and state not in {"RESERVED", "REJECTED"}:
            raise bad_input("Invalid state", "state", "query")
        with self.store.lock:
            checks.owned(self.store, cve_id, organization)
            if "org" in values:
                raise RefusalError(404, "ORG_DNE", "The organization does not exist.")  # no transfers here
            if state:
                _change(self.store, cve_id, state)
            self.store.save()
            return jsonify(message=f"{cve_id} was successfully updated.", updated=self.store.ids[cve_id])


def organizations(store: Store) -> Blueprint:
    """Return the routes about organizations, and the health check."""
    routes = Blueprint("organizations", __name__)

    @routes.get("/org/<name>")
    def organization(name: str) -> Response:
        caller, _ = checks.account(store)
        found = next((one for one in ORGANIZATIONS.values() if name in {one.short_name, one.uuid}), None)
        if found is None:
            raise RefusalError(404, "ORG_DNE_PARAM", f"The '{name}' organization does not exist.")
        if found is not caller:
            raise RefusalError(
                403, "NOT_SAME_ORG_OR_SECRETARIAT", "Only the organization itself may see this."
            )
        return jsonify(
            name=found.name,
            short_name=found.short_name,
            UUID=found.uuid,
            policies={"id_quota": store.quota},
            authority={"active_roles": list(found.roles)},
        )

    @routes.get("/org/<name>/id_quota")
    def quota(name: str) -> Response:
        caller, _ = checks.account(store)
        if name != caller.short_name:
            raise RefusalError(
                403, "NOT_SAME_ORG_OR_SECRETARIAT", "Only the organization itself may see this."
            )
        used = store.reserved_by(name)
        return jsonify(id_quota=store.quota, total_reserved=used, available=store.quota - used)

    @routes.get("/health-check")
    def health() -> Response:
        return Response(status=200)

    return routes


def _amount(store: Store, organization: str) -> int:
    """Return how many IDs are asked for, after every refusal the server knows."""
    values = checks.query(("amount", "batch_type", "short_name", "cve_year"))
    for name in ("amount", "cve_year", "short_name"):
        if not values.get(name) or (name != "short_name" and not values[name].isdecimal()):
            raise bad_input("Invalid value", name, "query")
    if values["short_name"] != organization:
        raise refusal("ORG_CANNOT_RESERVE_FOR_OTHER")
    amount, batch = int(values["amount"]), values.get("batch_type", "").lower()
    if amount < 1:
        raise refusal("INVALID_AMOUNT")
    if amount > 1 and not batch:
        raise refusal("NO_BATCH_TYPE")
    if batch and batch not in {"sequential", "nonsequential", "non-sequential"}:
        raise refusal("INVALID_BATCH_TYPE")
    if batch.startswith("non") and amount > MOST_NONSEQUENTIAL:
        raise refusal("OVER_NONSEQUENTIAL_MAX_AMOUNT")
    year, this = values["cve_year"], store.clock.now().year
    if year != YEAR and not _FIRST_YEAR <= int(year) <= this + _YEARS_AHEAD:
        message = f"IDs for the year {year} cannot be reserved at this time."
        raise RefusalError(403, "CANNOT_RESERVE_FOR_YEAR", message)
    used = store.reserved_by(organization)
    if used + amount > store.quota:
        details = {"id_quota": store.quota, "total_reserved": used, "available": store.quota - used}
        raise RefusalError(403, "EXCEEDED_ID_QUOTA", "The amount exceeds the ID quota.", details=details)
    return amount


def _partial(shown: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "error": "RESERVED_PARTIAL_AMOUNT",
        "message": "Only a partial amount of CVE IDs were reserved.",
        "details": {"amount_reserved": len(shown)},
        "cve_ids": shown,
    }


def _without_time(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "time"}


def _order(line: dict[str, Any]) -> str:
    return str(line["cve_id"])


def _fits(line: dict[str, Any], values: dict[str, str]) -> bool:
    state, year = values.get("state", "").upper(), values.get("cve_id_year")
    if (state and line["state"] != state) or (year and line["cve_year"] != year):
        return False
    for what, text in (("reserved", line["reserved"]), ("modified", line["time"]["modified"])):
        at = datetime.fromisoformat(text)
        before, after = (checks.instant(values, f"time_{what}.{end}") for end in ("lt", "gt"))
        if (before and at >= before) or (after and at <= after):
            return False
    return True


def _page(lines: list[dict[str, Any]], values: dict[str, str]) -> dict[str, Any]:
    """One page; the members about pages are there only when there is more than one."""
    page = values.get("page", "1")
    if not page.isdecimal() or int(page) < 1:
        raise bad_input("Invalid value", "page", "query")
    number, pages = int(page), max(1, -(-len(lines) // PAGE))
    shown = {"cve_ids": lines[(number - 1) * PAGE : number * PAGE]}
    if len(lines) < PAGE:
        return shown
    return shown | {
        "totalCount": len(lines),
        "itemsPerPage": PAGE,
        "pageCount": pages,
        "currentPage": number,
        "prevPage": number - 1 or None,
        "nextPage": number + 1 if number < pages else None,
    }


def _change(store: Store, cve_id: str, state: str) -> None:
    if cve_id in store.records:
        raise refusal("CANNOT_CHANGE_CVE_ID_WITH_RECORD")
    organization = store.ids[cve_id]["owning_cna"]
    if state == "RESERVED" and store.reserved_by(organization) >= store.quota:
        raise refusal("TRANSITION_STATE_RESERVED_NO_QUOTA")
    store.set_state(cve_id, state)
