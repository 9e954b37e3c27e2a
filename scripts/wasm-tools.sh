#!/usr/bin/env bash
# Installs what turns Rust into wasm, where it is missing: the target, Trunk, and the
# wasm-bindgen-cli that matches Cargo.lock.
set -euo pipefail
trunk=$1
bindgen=$2

if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
  echo "Installing the wasm32 target: under a minute."
  rustup target add wasm32-unknown-unknown ||
    { echo "It failed. Try by hand: rustup target add wasm32-unknown-unknown" >&2; exit 1; }
fi

if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $bindgen" ]; then
  echo "Installing wasm-bindgen-cli $bindgen: about 2 minutes."
  # From a lock file of our own: the one in the published crate names a release that cannot be had.
  grep -q "^wasm-bindgen-cli = \"=$bindgen\"$" tools/wasm-bindgen/Cargo.toml ||
    { echo "tools/wasm-bindgen/Cargo.toml names another version than $bindgen: write that into it, and run cargo update there." >&2; exit 1; }
  cargo install --quiet --force --locked --path tools/wasm-bindgen ||
    { echo "It failed. Try by hand: cargo install --force --locked --path tools/wasm-bindgen" >&2; exit 1; }
fi

if [ "$(trunk --version 2>/dev/null)" != "trunk $trunk" ]; then
  echo "Installing Trunk $trunk: about 8 minutes."
  cargo install --quiet --force --locked trunk --version "$trunk" ||
    { echo "It failed. Try by hand: cargo install --locked trunk --version $trunk" >&2; exit 1; }
fi
