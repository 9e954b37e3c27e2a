#!/usr/bin/env bash
# Holds every crate to deny.toml (licences, sources, bans), and to the advisories where their database can be
# had; and every npm package to its registry's advisories, where those can be asked for.
set -euo pipefail
version=$1

tools=target/tools
deny=$tools/bin/cargo-deny
if [ "$($deny --version 2>/dev/null)" != "cargo-deny $version" ]; then
  echo "Installing cargo-deny $version: about 5 minutes."
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --quiet --force --locked --root "$tools" cargo-deny --version "$version"
fi

$deny --all-features check licenses sources bans
$deny --manifest-path tools/wasm-bindgen/Cargo.toml --config deny.toml check sources

if git ls-remote --exit-code https://github.com/rustsec/advisory-db HEAD >/dev/null 2>&1; then
  $deny --all-features check advisories
else
  echo "The database of advisories cannot be had from here: NOT checked." >&2
fi
for folder in . tests/lighthouse; do
  answer=$(npm audit --prefix "$folder" --audit-level=high 2>&1) && continue
  case $answer in
    *"audit endpoint returned an error"* | *ENOTFOUND* | *ECONNREFUSED* | *E40* | *ETIMEDOUT*)
      echo "The advisories of npm cannot be had from here: NOT checked for $folder." >&2 ;;
    *) echo "$answer" >&2; exit 1 ;;
  esac
done
