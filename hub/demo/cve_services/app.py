"""The double as a Flask application: the routes under ``/api``, and the control routes beside them."""

from flask import Flask, Response, jsonify, request

from hub.demo.cve_services.answers import RefusalError
from hub.demo.cve_services.faults import Faults
from hub.demo.cve_services.ids import IdCalls, organizations
from hub.demo.cve_services.records import RecordCalls
from hub.demo.cve_services.store import Store


def create_double(store: Store, faults: Faults | None = None) -> Flask:
    """Return the application over `store`.

    Control, on loopback only and without account: ``POST /_faults {"call", "kind", "times", "seconds"}``,
    ``GET /_faults``, ``GET /_journal`` (pairs of call and status, 0 for none) and ``DELETE /_state``, which
    forgets everything but the accounts; what ``GET /_state`` gave, ``PUT /_state`` brings back.
    """
    armed = faults or Faults()
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    calls = IdCalls(store, armed).blueprint(), organizations(store), RecordCalls(store, armed).blueprint()
    for routes in calls:
        app.register_blueprint(routes, url_prefix="/api")
    _control(app, store, armed)

    @app.before_request
    def fail_before() -> Response | None:
        call = _call()
        return armed.before(call) if call else None

    @app.after_request
    def fail_after(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        call = _call()
        return armed.after(call, response) if call else response

    @app.errorhandler(RefusalError)
    def refused(error: RefusalError) -> tuple[Response, int]:
        return jsonify(error.body), error.status

    @app.errorhandler(404)
    def missing(_: object) -> tuple[Response, int]:
        return jsonify(error="NOT_FOUND", message="404: resource not found"), 404

    return app


def _call() -> str | None:
    """Return the name of the route's function, or None for control and unknown addresses."""
    blueprint, _, name = (request.endpoint or "").rpartition(".")
    return name if blueprint else None


def _control(app: Flask, store: Store, faults: Faults) -> None:
    @app.post("/_faults")
    def arm() -> tuple[Response, int]:
        try:
            faults.arm(request.get_json())
        except (TypeError, ValueError) as error:
            return jsonify(error="BAD_FAULT", message=str(error)), 400
        return jsonify(faults.listed()), 201

    @app.get("/_faults")
    def armed() -> Response:
        return jsonify(faults.listed())

    @app.delete("/_state")
    def forget() -> Response:
        store.clear()
        faults.clear()
        return jsonify([])

    @app.get("/_state")
    def state() -> Response:
        return jsonify(store.state())

    @app.put("/_state")
    def bring_back() -> Response:
        store.bring_back(request.get_json())
        return jsonify([])

    @app.get("/_journal")
    def journal() -> Response:
        return jsonify(faults.journal)
