#!/usr/bin/env bash
# Finds or installs the browser that tests run in, and its driver.
set -euo pipefail

command -v chromium >/dev/null && command -v chromedriver >/dev/null && exit 0
scripts/apt.sh "Chromium and its driver" \
  "Install chromium and chromedriver, of the same version, so that they are found in PATH." \
  chromium chromium-driver
