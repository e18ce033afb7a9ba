#!/usr/bin/env bash
# Makes the lock files anew from pyproject.toml. Versions stay where they can; UPGRADE=1 takes the newest.
# They hold versions and hashes only: no address and no path of the machine that made them.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --resolver=backtracking)
[ -z "${UPGRADE:-}" ] || options+=(--upgrade)

compile() {  # $1: name, rest: further arguments
    local name=$1
    shift
    printf 'requirements/%s.lock\n' "$name"
    .venv/bin/python -m piptools compile "${options[@]}" "$@" -o "requirements/$name.lock" 2>.stamps/lock.log \
        || { tail -n 12 .stamps/lock.log >&2; exit 2; }
}
compile test --extra build --extra test --extra scale pyproject.toml
compile run --extra build -c requirements/test.lock pyproject.toml
compile node requirements/node.in

if grep -nE '://|^ *-e |^-|file:/' requirements/*.lock; then
    printf '%s\n' "A lock file holds an address or a path (above). It must not be committed." >&2
    exit 1
fi
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved --loglevel=error
if grep -n '"resolved"' package-lock.json; then
    printf '%s\n' "package-lock.json holds addresses (above). It must not be committed." >&2
    exit 1
fi
