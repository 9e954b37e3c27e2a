#!/usr/bin/env bash
# Builds dist/ twice, clean, in two folders of different names, and compares every byte. What is installed
# (node_modules, fonts cut from them) is made in each folder anew, too.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build() { # folder
  mkdir -p "$work/$1"
  git ls-files -z | tar --null -T - -cf - | tar -C "$work/$1" -xf -
  (cd "$work/$1" && env -u CARGO_TARGET_DIR -u MAKEFLAGS make build BASE=/)
}
build one
build another/with/a/longer/name

if ! diff -r "$work/one/dist" "$work/another/with/a/longer/name/dist"; then
  echo "Two clean builds differ." >&2
  exit 1
fi
sum=$(cd "$work/one/dist" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
echo "Two clean builds are the same, byte for byte: $(find "$work/one/dist" -type f | wc -l) files, $sum"
