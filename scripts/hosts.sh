#!/usr/bin/env bash
# Finds or installs the web servers that the samples in hosts/ are tried on.
set -euo pipefail

have() { command -v nginx >/dev/null && command -v caddy >/dev/null && ls /usr/lib/nginx/modules/*brotli_static* >/dev/null 2>&1; }
have && exit 0
scripts/apt.sh "nginx and Caddy" \
  "Install nginx with its module brotli_static, and caddy, so that they are found in PATH." \
  --no-install-recommends nginx-light libnginx-mod-http-brotli-static caddy
have || { echo "nginx has no module brotli_static; try: apt-get install libnginx-mod-http-brotli-static" >&2; exit 1; }
