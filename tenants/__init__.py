"""The domain: what tenants, cases, rings, embargoes and CVE IDs are, and which moves are allowed."""
