"""A note's digest is made in the browser without its own crypto, which plain http takes away: the same as everybody's."""

import json
import random
import subprocess
from hashlib import sha256
from pathlib import Path

SHA256 = Path(__file__).resolve().parents[2] / "src/bothy/floor/static/floor/sha256.js"
SCRIPT = """
const { sha256 } = await import(process.argv[1]);
const texts = JSON.parse(process.argv[2]);
console.log(JSON.stringify(texts.map((hex) => Buffer.from(sha256(Uint8Array.from(Buffer.from(hex, "hex")))).toString("hex"))));
"""


def test_the_browsers_digest_is_sha_256(node_path: str) -> None:
    chance = random.Random(11)
    # Every length around the ends of one block and of two, and one that is long.
    texts = [chance.randbytes(length) for length in (*range(130), 5000)]
    run = subprocess.run(
        [node_path, "--input-type=module", "-e", SCRIPT, SHA256.as_uri(), json.dumps([one.hex() for one in texts])],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [sha256(one).hexdigest() for one in texts]
