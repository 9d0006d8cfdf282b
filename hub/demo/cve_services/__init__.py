"""A stateful double of CVE Services: a process of its own, for the replayed case and for tests only.

    python -m hub.demo.cve_services --port 8090 --data DIR

It answers the calls that numbering and publishing use as CVE Services 2.6.2 does (addresses and statuses: its
OpenAPI document; behaviour: the server's public source as of August 2024), keeps its state in a file, and can
be told to fail (`POST /_faults`). Three things differ on purpose. Every ID it reserves is of the year 1900
(CNA rule 5.4), whichever open year is asked for. A container is checked against the schema that cvelib ships
(5.1.1) and the stricter members of 5.2.0. There is no Secretariat, so nothing can be transferred or opened.
"""
