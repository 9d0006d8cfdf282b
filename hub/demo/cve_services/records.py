"""The calls on CVE records: look at, publish, update, reject; stored first, then the ID's state, as there."""

from typing import Any

from flask import Blueprint, Response, jsonify

from hub.demo.cve_services import checks
from hub.demo.cve_services.answers import refusal
from hub.demo.cve_services.faults import Faults, Kind
from hub.demo.cve_services.store import Organization, Store
from tenants.cna.records.cve import FORMAT


class RecordCalls:
    """The routes over `store`; `faults` can leave a publication half done."""

    def __init__(self, store: Store, faults: Faults) -> None:
        """Keep both."""
        self.store = store
        self.faults = faults

    def blueprint(self) -> Blueprint:
        """Return the routes; an endpoint is named as its method."""
        routes = Blueprint("records", __name__)
        routes.get("/cve/<cve_id>")(self.get_record)
        routes.post("/cve/<cve_id>/cna")(self.publish)
        routes.put("/cve/<cve_id>/cna")(self.update)
        routes.post("/cve/<cve_id>/reject")(self.reject)
        routes.put("/cve/<cve_id>/reject")(self.reject_published)
        return routes

    def get_record(self, cve_id: str) -> Response:
        """Answer the public record."""
        checks.well_formed(cve_id)
        record = self.store.records.get(cve_id)
        if record is None:
            raise refusal("CVE_RECORD_DNE", status=404)
        return jsonify(record)

    def publish(self, cve_id: str) -> Response:
        """Create the record; refused once there is one, whatever it holds."""
        organization = self._caller()
        container = checks.published_container(self.store)
        self.faults.pause("publish")
        with self.store.lock:
            checks.owned(self.store, cve_id, organization)
            if cve_id in self.store.records:
                raise refusal("CVE_RECORD_EXISTS")
            metadata = self._metadata(cve_id, organization, "PUBLISHED")
            self._put(cve_id, metadata | {"datePublished": metadata["dateUpdated"]}, container)
            self._flip("publish", cve_id)
            return self._answer(f"{cve_id} record was successfully created.", "created", cve_id)

    def update(self, cve_id: str) -> Response:
        """Replace the whole container, whoever wrote it; a rejected record is published again."""
        organization = self._caller()
        container = checks.published_container(self.store)
        with self.store.lock:
            checks.owned(self.store, cve_id, organization)
            metadata = self._old(cve_id, status=403) | {"dateUpdated": self.store.now(), "state": "PUBLISHED"}
            metadata.pop("dateRejected", None)
            metadata.setdefault("datePublished", metadata["dateUpdated"])
            self._put(cve_id, metadata, container)
            self._flip("update", cve_id)
            return self._answer(f"{cve_id} record was successfully updated.", "updated", cve_id)

    def reject(self, cve_id: str) -> Response:
        """Reject an ID that has no record yet."""
        organization = self._caller()
        container = checks.rejected_container()
        with self.store.lock:
            checks.owned(self.store, cve_id, organization)
            if cve_id in self.store.records:
                raise refusal("CVE_RECORD_EXISTS", status=400)
            metadata = self._metadata(cve_id, organization, "REJECTED")
            self._put(cve_id, metadata | {"dateRejected": metadata["dateUpdated"]}, container)
            self._close(cve_id, "REJECTED")
            return self._answer(f"{cve_id} record was successfully submitted.", "created", cve_id)

    def reject_published(self, cve_id: str) -> Response:
        """Reject an ID that has a record."""
        organization = self._caller()
        container = checks.rejected_container()
        with self.store.lock:
            checks.owned(self.store, cve_id, organization)
            now = self.store.now()
            old = self._old(cve_id, status=400)
            self._put(
                cve_id, {"dateRejected": now, **old, "dateUpdated": now, "state": "REJECTED"}, container
            )
            self._close(cve_id, "REJECTED")
            return self._answer(f"{cve_id} record was successfully submitted.", "updated", cve_id)

    def _caller(self) -> Organization:
        organization, _ = checks.cna(self.store)
        checks.query(("erlcheck",))
        return organization

    def _old(self, cve_id: str, *, status: int) -> dict[str, Any]:
        if cve_id not in self.store.records:
            raise refusal("CVE_RECORD_DNE", status=status)
        return dict(self.store.records[cve_id]["cveMetadata"])

    def _metadata(self, cve_id: str, organization: Organization, state: str) -> dict[str, Any]:
        return {
            "cveId": cve_id,
            "assignerOrgId": organization.uuid,
            "assignerShortName": organization.short_name,
            "state": state,
            "dateReserved": self.store.ids[cve_id]["reserved"],
            "dateUpdated": self.store.now(),
        }

    def _put(self, cve_id: str, metadata: dict[str, Any], container: dict[str, Any]) -> None:
        """Store the record; the server writes `providerMetadata` itself."""
        provider = {
            "orgId": metadata["assignerOrgId"],
            "shortName": metadata["assignerShortName"],
            "dateUpdated": metadata["dateUpdated"],
        }
        self.store.records[cve_id] = {
            "dataType": "CVE_RECORD",
            "dataVersion": FORMAT,
            "cveMetadata": metadata,
            "containers": {"cna": {**container, "providerMetadata": provider}},
        }
        self.store.save()

    def _flip(self, call: str, cve_id: str) -> None:
        """Do the second of two writes that are no transaction: it can fail after the first one held."""
        if self.faults.take(call, Kind.HALF):
            raise refusal("UNABLE_TO_STORE_CVE_RECORD")
        self._close(cve_id, "PUBLISHED")

    def _close(self, cve_id: str, state: str) -> None:
        self.store.set_state(cve_id, state)
        self.store.save()

    def _answer(self, message: str, verb: str, cve_id: str) -> Response:
        return jsonify({"message": message, verb: self.store.records[cve_id]})
