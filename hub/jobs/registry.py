"""The worker's way to CVE Services."""

from hub.adapters.cve_services import CveServicesClient
from hub.config import ConfigError, Settings
from tenants.cna.ports import CveServices


def cve_services(settings: Settings) -> CveServices:
    """Return the CNA's service account; ConfigError if there is none."""
    url, org, user, key = settings.cve_url, settings.cve_org, settings.cve_user, settings.cve_key
    if not (url and org and user and key):
        raise ConfigError(["ACCORD_CVE_URL: set it and the account to reserve and publish CVE IDs."])
    return CveServicesClient(url=url, org=org, user=user, key=key)
