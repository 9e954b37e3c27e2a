#!/usr/bin/env bash
# Packs what a newsroom needs that has neither Rust nor Node: the command as one static file, the
# built app and the samples for hosts, with a list of what they are made of (sbom/, CycloneDX) and the
# SHA-256 of every file. The same sources make the same bytes.
set -euo pipefail

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
machine=$(uname -m)
target=$machine-unknown-linux-gnu
name=peyk-$version-$machine-linux
folder=target/release-pack/$name

[ "$(uname -s)" = Linux ] || { echo "Static files are made on Linux only." >&2; exit 1; }
echo "Building the static command: about 5 minutes the first time."
RUSTFLAGS="-C target-feature=+crt-static --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/peyk" \
  cargo build --release --locked --features native --bin peyk --target "$target"
command=target/$target/release/peyk
if readelf -d "$command" 2>/dev/null | grep -q NEEDED; then
  echo "$command needs libraries of this machine: it is not static." >&2
  exit 1
fi

rm -rf "$folder"
mkdir -p "$folder"
cp "$command" "$folder/"
cp -r dist hosts "$folder/"
cp README.md LICENSE-APACHE LICENSE-MIT THIRD-PARTY.md docs/HOSTING.md "$folder/"
node scripts/sbom.mjs "$folder/sbom" "$target"
(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > SHA256SUMS)
# What was packed must publish by itself, away from everything here.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
cp -r "$folder" "$trial/"
(cd "$trial/$name" && sha256sum --quiet --check SHA256SUMS && env -i ./peyk publish --feed dist/feed.json --out "$trial/site" >/dev/null && [ -f "$trial/site/index.html" ])
LC_ALL=C tar --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
  -C target/release-pack -cf - "$name" | gzip -9n > "target/$name.tar.gz"
(cd target && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
ls -l "target/$name.tar.gz"
cat "target/$name.tar.gz.sha256"
