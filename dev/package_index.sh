# shellcheck shell=bash
# Hands pip's package index over to uv, which does not read pip's configuration. Sourced, at the root of the checkout.
index=$(.cache/boot/bin/pip config get global.index-url 2>/dev/null || true)
index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$index}}
[ -z "$index" ] || export UV_DEFAULT_INDEX=$index
# And trust what the machine trusts.
export UV_SYSTEM_CERTS=1
