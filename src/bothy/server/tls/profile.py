"""The authority as an iPad loads it: a configuration profile with one root certificate (Apple, "Certificates" payload)."""

import plistlib
from uuid import UUID, uuid5

from bothy.server.tls.authority import Authority, fingerprint

MIME = "application/x-apple-aspen-config"
_SPACE = UUID("6f1d9a52-3a0f-4c55-9d6b-0b6f0f2f7a11")


def mobileconfig(authority: Authority) -> bytes:
    """The profile, as XML. The same authority gives the same ids, so that loading it twice makes no second one."""
    told = fingerprint(authority.certificate)
    root, whole = uuid5(_SPACE, told), uuid5(_SPACE, f"profile {told}")
    certificate = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"org.bothy.authority.{root}",
        "PayloadUUID": str(root).upper(),
        "PayloadDisplayName": f"Authority for {authority.name}",
        "PayloadDescription": "Lets this tablet recognise its own Bothy.",
        "PayloadCertificateFileName": "bothy.crt",
        "PayloadContent": authority.der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"org.bothy.profile.{whole}",
            "PayloadUUID": str(whole).upper(),
            "PayloadDisplayName": f"Bothy at {authority.name}",
            "PayloadDescription": f"Trusts the certificate of {authority.name}, and nothing else beyond the local network.",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [certificate],
        }
    )
