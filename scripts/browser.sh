#!/usr/bin/env bash
# Finds or installs the browser that tests run in, and its driver.
set -euo pipefail

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "Missing: chromium and chromedriver. Install both, of the same version, so that they are found in PATH." >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  as_root="sudo"
  command -v sudo >/dev/null || { echo "Missing: chromium. Install it as root: apt-get install chromium chromium-driver" >&2; exit 1; }
fi
echo "Installing Chromium and its driver: about a minute."
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium chromium-driver ||
  { echo "It failed. Try by hand: apt-get install chromium chromium-driver" >&2; exit 1; }
