#!/bin/sh
# uv, looking for packages where pip looks: uv itself does not read pip's settings.
set -eu
settings=$(.venv/bin/python -m pip config list 2>/dev/null || true)

setting() {
    printf '%s\n' "$settings" | sed -n "s/^[^.]*\.$1='\(.*\)'\$/\1/p" | sed 's/\\n/ /g' | tail -n 1
}

adopt() {
    eval "given=\${$1:-}"
    value=$(setting "$2" | sed 's/^ *//; s/ *$//')
    if [ -z "$given" ] && [ -n "$value" ]; then export "$1=$value"; fi
}

adopt UV_DEFAULT_INDEX index-url
adopt UV_INDEX extra-index-url
adopt UV_FIND_LINKS find-links
adopt SSL_CERT_FILE cert
# As pip does: the best version of all indexes. The hashes in the locks say what may be installed.
export UV_INDEX_STRATEGY="${UV_INDEX_STRATEGY:-unsafe-best-match}"
exec .venv/bin/uv "$@"
