"""How each kind of tablet loads the authority, in plain words. `{address}` becomes Bothy's address."""

import msgspec


class Steps(msgspec.Struct, frozen=True):
    device: str
    steps: tuple[str, ...]


STEPS: tuple[Steps, ...] = (
    Steps(
        "Android tablet",
        (
            "Load the file <b>bothy.crt</b> above. Android says that it is installed in the settings: that is right.",
            "Open Settings and search for “CA certificate”. (Often: Security, More security settings, Encryption and credentials, Install a certificate, CA certificate.)",
            "Tap “Install anyway”, enter the tablet's own PIN, and choose bothy.crt under Downloads.",
            "Compare: in the settings search for “Trusted credentials”, open the page “User”, tap the entry “Bothy”. Under SHA-256 it shows 32 pairs: the same as the server's screen.",
            "Open {address} in Chrome. From Chrome's menu choose “Add to home screen”, then “Install”.",
        ),
    ),
    Steps(
        "iPad",
        (
            "Open this page in <b>Safari</b>. Load the file for iPad and tap “Allow”.",
            "Open Settings. At the top stands “Profile Downloaded”: tap it, then “More Details”, then the certificate.",
            "Compare: under Fingerprints, SHA-256 shows 32 pairs: the same as the server's screen. Only then go back and tap “Install”.",
            "Open Settings, General, About, Certificate Trust Settings (at the very end) and switch on the entry for Bothy.",
            "Open {address} in Safari. Tap the share button, then “Add to Home Screen”.",
        ),
    ),
    Steps(
        "Chromebook",
        (
            "Load the file <b>bothy.crt</b> above.",
            "Open chrome://certificate-manager (older ones: chrome://settings/certificates) and there the certificates that you installed, “Trusted certificates”, “Import”. Choose bothy.crt.",
            "Compare: open the entry that was added. Its SHA-256 fingerprint must be the same as on the server's screen.",
            "Open {address}. At the end of the address line tap “Install”.",
        ),
    ),
    Steps(
        "Windows",
        (
            "Load the file <b>bothy.crt</b> above.",
            "Compare: open the command prompt in the folder of downloads and type <code>certutil -hashfile bothy.crt SHA256</code>. The 64 signs must be the same as on the server's screen.",
            "Open bothy.crt, choose “Install Certificate”, “Current User”, “Place all certificates in the following store”, and there “Trusted Root Certification Authorities”.",
            "Open {address} in Edge or Chrome and install the app from the end of the address line. Firefox asks for the file in its own settings, under Certificates.",
        ),
    ),
)
