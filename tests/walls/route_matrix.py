"""Who may call what: one line for each rule and method, one column for each role. Written by hand.

The statuses are those of a request that changes nothing (`ASKING` in the test): for whoever is let in it is
often the refusal that comes next, such as 428 for an act without a version. Where the address holds a case
there is a second line, for a case of others; a case that never was has to answer the same, byte by byte.
"""

ROLES = (
    "stranger",  # shows nothing
    "reporter",  # of the case, on its roll
    "foreign",  # an admin of a team that has nothing to do with it
    "colleague",  # of the owner's team, without a grant
    "invited",  # the lead of a team that was asked and has not answered
    "granted",  # reads, for a team that takes part
    "owner",  # opened the case, is on duty
    "recused",  # read until they stepped back
    "removed",  # read until the roster dropped them; their token is from before
    "cna",  # numbers, is not on the case
    "suspended",  # of a team that the hub serves no longer; their token is from before
    "web",  # the owner's reader in a browser, by cookie
)

# fmt: off
# columns:                              stran repor forei colle invit grant owner recus remov  cna  suspe  web
AUTHZ = {
    "GET /":                             "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /.well-known/security.txt":     "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /advisories":                   "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /advisories.atom":              "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /advisories/<name>":            "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /cve/<name>.json":              "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /osv/<name>.json":              "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /groups/<slug>":                "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /how-it-works":                 "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /report":                       "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /report/<slug>":                "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /style":                        "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /tenants":                      "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /tenants/<slug>":               "200  403  403  403  403  403  403  403  401  403  401  200",
    "GET /queue":                        "401  403  403  403  403  403  403  403  401  403  401  200",
    "GET /sign-in/<secret>":             "200  200  200  200  200  200  200  200  200  200  200  200",
    "POST /sign-in/<secret>":            "403  403  403  403  403  403  403  403  403  403  403  403",
    "POST /sign-out":                    "303  403  403  403  403  403  403  403  401  403  401  303",
    "GET /healthz":                      "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /readyz":                       "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /static/<path:filename>":       "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/openapi.json":          "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/hub":                   "200  200  200  200  200  200  200  200  200  200  200  200",
    "POST /api/v1/challenges":           "200  200  200  200  200  200  200  200  200  200  200  200",
    "POST /api/v1/token":                "400  400  400  400  400  400  400  400  400  400  400  400",
    "POST /api/v1/sign-in-links":        "401  403  201  201  201  201  201  201  401  201  401  401",
    "GET /api/v1/tenants":               "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/directory/entries":     "200  200  200  200  200  200  200  200  200  200  200  200",
    "POST /api/v1/directory/statements": "401  403  403  403  403  403  403  403  401  403  401  401",
    "GET /api/v1/logs/<any(directory, cases):log>/checkpoint":
                                         "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/logs/<any(directory, cases):log>/checkpoints":
                                         "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/logs/<any(directory, cases):log>/consistency":
                                         "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/logs/<any(directory, cases):log>/inclusion":
                                         "200  200  200  200  200  200  200  200  200  200  200  200",
    "POST /api/v1/logs/<any(directory, cases):log>/cosignatures":
                                         "401  403  403  403  403  403  403  403  401  403  401  401",
    "GET /api/v1/logs/cases/anchors":    "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/logs/cases/leaves":     "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /api/v1/shares":                "401  200  200  200  200  200  200  200  401  200  401  401",
    "PUT /api/v1/intake/<slug>/envelopes/<envelope>":
                                         "422  422  422  422  422  422  422  422  401  422  401  422",
    "GET /api/v1/intake":                "401  403  403  403  403  403  200  403  401  403  401  401",
    "GET /api/v1/intake/<envelope>":     "401  403  403  403  403  403  200  403  401  403  401  401",
    "GET /api/v1/cases":                 "401  200  200  200  200  200  200  200  401  200  401  200",
    "GET /api/v1/invitations":           "401  200  200  200  200  200  200  200  401  200  401  200",
    "POST /api/v1/cases":                "401  403  422  422  422  422  422  422  401  422  401  401",
    "GET /api/v1/cases/<case>":          "401  200  404  404  404  200  200  404  401  404  401  401",
    "GET /api/v1/cases/<case>/entries":  "401  200  404  404  404  200  200  404  401  404  401  401",
    "POST /api/v1/cases/<case>/statements":
                                         "401  403  404  404  403  428  428  404  401  404  401  401",
    "GET /api/v1/cases/<case>/envelopes":
                                         "401  200  404  404  404  200  200  404  401  404  401  401",
    "GET /api/v1/cases/<case>/letters":  "401  200  404  404  404  200  200  404  401  404  401  401",
    "PUT /api/v1/cases/<case>/envelopes/<envelope>":
                                         "401  422  404  404  404  422  422  404  401  404  401  401",
    "GET /api/v1/cases/<case>/envelopes/<envelope>":
                                         "401  404  404  404  404  200  200  404  401  404  401  401",
    "POST /api/v1/cases/<case>/envelopes/<envelope>/opened":
                                         "401  404  404  404  404  204  204  404  401  404  401  401",
    "POST /api/v1/cases/<case>/publisher":
                                         "401  403  404  404  404  403  202  404  401  404  401  401",
    "GET /api/v1/cases/<case>/publisher":
                                         "401  403  404  404  404  403  200  404  401  404  401  401",
    "PUT /api/v1/cases/<case>/armed/<envelope>":
                                         "401  403  404  404  404  403  422  404  401  404  401  401",
    "POST /api/v1/cna/osv-numbers":      "401  403  404  404  404  403  403  404  401  404  401  401",
    "GET /api/v1/cna/requests":          "401  403  403  403  403  403  403  403  401  200  401  403",
    "GET /api/v1/cna/ledger":            "401  403  403  403  403  403  403  403  401  200  401  403",
    "GET /api/v1/cna/requests/<request_id>/reservation":
                                         "401  403  403  403  403  403  403  403  401  200  401  401",
    "POST /api/v1/cna/requests/<request_id>/reservation":
                                         "401  403  403  403  403  403  403  403  401  202  401  401",
    "POST /api/v1/cna/requests/<request_id>/decision":
                                         "401  403  403  403  403  403  403  403  401  422  401  401",
}

# The vault's hosts have these routes and the API's, and no other; a cookie is nothing there.
VAULT = {
    "GET /":                             "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /report":                       "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /receipt":                      "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /assets.json":                  "200  200  200  200  200  200  200  200  200  200  200  200",
    "GET /assets/<path:name>":           "200  200  200  200  200  200  200  200  200  200  200  200",
}

# The same of a case that is somebody else's, and of one that never was.
ELSEWHERE = {
    "GET /api/v1/cases/<case>":          "401  404  404  404  404  404  404  404  401  404  401  401",
    "GET /api/v1/cases/<case>/entries":  "401  404  404  404  404  404  404  404  401  404  401  401",
    "POST /api/v1/cases/<case>/statements":
                                         "401  403  404  404  404  404  404  404  401  404  401  401",
    "GET /api/v1/cases/<case>/envelopes":
                                         "401  404  404  404  404  404  404  404  401  404  401  401",
    "GET /api/v1/cases/<case>/letters":  "401  404  404  404  404  404  404  404  401  404  401  401",
    "PUT /api/v1/cases/<case>/envelopes/<envelope>":
                                         "401  404  404  404  404  404  404  404  401  404  401  401",
    "GET /api/v1/cases/<case>/envelopes/<envelope>":
                                         "401  404  404  404  404  404  404  404  401  404  401  401",
    "POST /api/v1/cases/<case>/envelopes/<envelope>/opened":
                                         "401  404  404  404  404  404  404  404  401  404  401  401",
    "POST /api/v1/cases/<case>/publisher":
                                         "401  403  404  404  404  404  404  404  401  404  401  401",
    "GET /api/v1/cases/<case>/publisher":
                                         "401  403  404  404  404  404  404  404  401  404  401  401",
    "PUT /api/v1/cases/<case>/armed/<envelope>":
                                         "401  403  404  404  404  404  404  404  401  404  401  401",
    "POST /api/v1/cna/osv-numbers":      "401  403  404  404  404  404  404  404  401  404  401  401",
}
# fmt: on

# What is read with more than four SQL statements beside sign-in, however many rows there are, and why.
DEARER = {
    "GET /api/v1/cases/<case>/publisher": "no list: the case is folded first, as for an act",
}


def expected(line: str) -> dict[str, int]:
    """Return the statuses of a line by role."""
    return dict(zip(ROLES, map(int, line.split()), strict=True))
