"""Is this inspection pack as it was signed?  python3 check.py [KEY.pem]   in the folder where the pack was unpacked.

Nothing but Python 3.8 or later is needed. Ed25519 is checked as RFC 8032 has it, plainly and slowly (a second or so).
Give a key that you hold yourself; without one, the key in the pack is taken, which proves only that nothing was
changed by somebody without that key.
"""

import base64
import hashlib
import json
import pathlib
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741


def x_of(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    if (x * x - xx) % P or (x == 0 and sign):
        raise ValueError("no point")
    return P - x if x & 1 != sign else x


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise ValueError("no point")
    x = x_of(y, sign)
    return (x, y, 1, x * y % P)


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, a):
    found = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = add(found, a)
        a, n = add(a, a), n >> 1
    return found


def signed_by(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    try:
        a, r = point(key), point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base_y = 4 * pow(5, P - 2, P) % P
    base_x = x_of(base_y, 0)
    one = times(s, (base_x, base_y, 1, base_x * base_y % P))
    other = add(r, times(h, a))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def main():
    here = pathlib.Path(__file__).resolve().parent
    pem = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "key.pub.pem").read_text()
    key = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))[-32:]
    told = (here / "manifest.json").read_bytes()
    if not signed_by(key, told, (here / "manifest.sig").read_bytes()):
        sys.exit("WRONG: the manifest is not signed by this key.")
    wanted = json.loads(told)["files"]
    there = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    for name in sorted(there - set(wanted) - {"manifest.json", "manifest.sig"}):
        sys.exit("WRONG: " + name + " is not in the manifest (unpack into an empty folder).")
    for name, digest in sorted(wanted.items()):
        if name not in there or hashlib.sha256((here / name).read_bytes()).hexdigest() != digest:
            sys.exit("WRONG: " + name + " is not as it was signed.")
    said = str(len(wanted)) + " files are as they were signed by key " + hashlib.sha256(key).hexdigest()[:16]
    sys.stdout.write("GOOD: " + said + ".\n")


if __name__ == "__main__":
    main()
