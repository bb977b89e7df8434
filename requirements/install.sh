#!/bin/sh
# Bring .venv to what requirements/run.lock or dev.lock says (`install.sh run`, `install.sh dev`).
# Costs some milliseconds when that is done already. What is installed is checked against the hashes in the lock.
set -eu
cd "$(dirname "$0")/.."
what=$1

give_up() {
    echo "$*" >&2
    exit 1
}

# A folder that was moved has to be installed anew, because the programs in it name their interpreter by its path.
stamp() {
    what_for=$1
    shift
    echo ".venv/installed-$what_for-$( (pwd && cat requirements/uv.lock "$@") | cksum | cut -d' ' -f1)"
}

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_recent "$PYTHON" || give_up "PYTHON=$PYTHON is not a Python 3.11 or newer, which Baton needs."
        python=$PYTHON
        return
    fi
    for python in python3.11 python3.12 python3.13 python3.14 python3 python; do
        if is_recent "$python"; then return; fi
    done
    found=$(python3 --version 2>/dev/null || echo "none")
    give_up "Baton needs Python 3.11 or newer and found $found: install one, or name it with PYTHON=/path/to/python3."
}

make_environment() {
    find_python
    echo "Making .venv with $("$python" --version) …"
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
    # Debian keeps venv's copy of pip in a package of its own; a pip beside that Python does as well.
    rm -rf .venv
    if "$python" -m venv --without-pip .venv && "$python" -m pip --version >/dev/null 2>&1; then return; fi
    rm -rf .venv
    give_up "$python cannot make a virtual environment: install its venv module (on Debian: python3-venv)."
}

pip() {
    if [ -e .venv/bin/pip ]; then
        .venv/bin/python -m pip --disable-pip-version-check "$@"
    else
        "${python:-python3}" -m pip --disable-pip-version-check --python .venv/bin/python "$@"
    fi
}

install() {
    echo "Installing requirements/$what.lock …"
    rm -f .venv/installed-*
    if pip install --quiet --require-hashes -r requirements/uv.lock &&
        sh requirements/uv.sh pip sync --quiet --require-hashes --python .venv/bin/python "requirements/$what.lock"; then
        return
    fi
    echo "uv could not install it; pip tries, which takes longer."
    pip install --quiet --require-hashes -r "requirements/$what.lock" ||
        give_up "The packages of requirements/$what.lock could not be installed; the reason is above."
}

run_stamp=$(stamp run requirements/run.lock)
dev_stamp=$(stamp dev requirements/run.lock requirements/dev.lock)
if [ -x .venv/bin/python ]; then
    if [ -e "$dev_stamp" ]; then exit 0; fi
    if [ "$what" = run ] && [ -e "$run_stamp" ]; then exit 0; fi
    # Who has tested here keeps what tests need: dev.lock holds everything of run.lock.
    for earlier in .venv/installed-dev-*; do
        if [ -e "$earlier" ]; then what=dev; fi
    done
fi
if [ ! -x .venv/bin/python ] || ! is_recent .venv/bin/python; then make_environment; fi
install
if [ "$what" = dev ]; then : >"$dev_stamp"; else : >"$run_stamp"; fi
