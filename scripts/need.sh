#!/usr/bin/env bash
# Looks for what cannot be installed from here, and says how to get it.
set -euo pipefail

missing=0
need() { # command, what to do where it is missing
  command -v "$1" >/dev/null 2>&1 && return
  echo "Missing: $1. $2" >&2
  missing=1
}
need rustup "Install Rust from https://rustup.rs, then open a new shell."
need cargo "Install Rust from https://rustup.rs, then open a new shell."
need node "Install Node.js 20 or newer, such as: apt install nodejs npm"
need npm "Install Node.js 20 or newer with npm, such as: apt install nodejs npm"
need cc "Install a C compiler, such as: apt install build-essential"
need git "Install git, such as: apt install git"
if command -v node >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "Node.js $(node --version) is too old: install version 20 or newer." >&2
  missing=1
fi
exit "$missing"
