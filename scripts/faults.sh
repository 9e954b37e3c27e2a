#!/usr/bin/env bash
# Builds target/faults/app: the app of dist/ with a program that dies when a test says so.
set -euo pipefail

cargo build --locked --target wasm32-unknown-unknown --features faults --bin web
rm -rf target/faults
mkdir -p target/faults
wasm-bindgen --target web --no-typescript --out-dir target/faults/program target/wasm32-unknown-unknown/debug/web.wasm
cp -r dist target/faults/app
cd target/faults/app
for kind in js wasm; do
  name=$(ls | grep -E "^peyk-[0-9a-f]{16}\.$kind$")
  rm -f "$name".br "$name".gz
  cp ../program/web"$([ "$kind" = wasm ] && echo _bg)".$kind "$name"
done
