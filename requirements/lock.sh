#!/bin/sh
# Renew the locks from the .in files; dev.lock is made first and binds the others, so that dev holds all of run.
set -eu
cd "$(dirname "$0")/.."

compile() {
    name=$1
    shift
    echo "requirements/$name.lock"
    sh requirements/uv.sh pip compile --quiet --generate-hashes --universal --no-header --no-annotate \
        --python-version 3.11 "requirements/$name.in" -o "requirements/$name.lock" "$@"
}

compile dev "$@"
for name in uv run production; do
    compile "$name" -c requirements/dev.lock "$@"
done
