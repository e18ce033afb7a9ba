#!/usr/bin/env bash
# Sets up this checkout: `scripts/setup.sh run` or `scripts/setup.sh test` (which adds what tests need).
# Each step leaves a stamp that says what it was made from, so a second call only compares stamps.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup-lib.sh

what=${1:-run}
mkdir -p .stamps
if command -v flock >/dev/null; then
    # Two calls at once in one checkout: the second waits, then finds the work done.
    exec 9>.stamps/lock
    flock -n 9 || { say "Another set-up is at work in this folder; waiting for it."; flock 9; }
fi

find_python
[ "$what" = test ] && system_packages_for_tests
python_packages "$what"
browser_modules "$what"
