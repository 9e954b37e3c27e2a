#!/usr/bin/env bash
# Builds the programs that a visit fetches only when it needs them; Trunk builds the one of every visit.
# later.sh RUSTFLAGS NAME...
set -euo pipefail

flags=$1; shift
WASM=wasm32-unknown-unknown
TO=target/later

rm -rf "$TO"
for name; do
  CARGO_ENCODED_RUSTFLAGS=$flags cargo build --locked --profile web --target $WASM --bin "$name"
  wasm-bindgen --target web --no-typescript --out-dir "$TO" --out-name "$name" "target/$WASM/web/$name.wasm"
  wasm-opt -Oz --strip-debug --strip-producers "$TO/${name}_bg.wasm" -o "$TO/${name}_bg.wasm"
done
