"""The canonical advisory and its pure renderings: CVE record, OSV record, mail and page."""
