#!/usr/bin/env bash
# Finds or installs the browser that tests run in, its driver, and what reads the files that it prints.
set -euo pipefail

{ command -v chromium && command -v chromedriver; } >/dev/null ||
  scripts/apt.sh "Chromium and its driver" \
    "Install chromium and chromedriver, of the same version, so that they are found in PATH." \
    chromium chromium-driver
command -v pdftotext >/dev/null ||
  scripts/apt.sh "pdftotext" "Install it (poppler's tools) so that it is found in PATH." poppler-utils
