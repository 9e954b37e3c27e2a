#!/usr/bin/env bash
# Finds or installs the web servers that the samples in hosts/ are tried on.
set -euo pipefail

have() { command -v nginx >/dev/null && command -v caddy >/dev/null && ls /usr/lib/nginx/modules/*brotli_static* >/dev/null 2>&1; }
packages="nginx-light libnginx-mod-http-brotli-static caddy"
have && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Missing: nginx with its module brotli_static, and caddy. Install both, so that they are found in PATH." >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  as_root="sudo"
  command -v sudo >/dev/null || { echo "Missing: nginx or caddy. Install them as root: apt-get install $packages" >&2; exit 1; }
fi
echo "Installing nginx and Caddy: under a minute."
$as_root apt-get update -qq
# Only their programs are wanted: neither must begin to serve on this machine.
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends $packages ||
  { echo "It failed. Try by hand: apt-get install $packages" >&2; exit 1; }
have || { echo "nginx has no module brotli_static; try: apt-get install libnginx-mod-http-brotli-static" >&2; exit 1; }
