#!/usr/bin/env bash
# Feeds random bytes to the feed reader, to the tokenizer of bodies and to the reader of RSS and Atom. Needs cargo-fuzz; the
# sanitizers want a nightly compiler, which RUSTC_BOOTSTRAP stands in for.
set -euo pipefail
seconds=${SECONDS_EACH:-60}
command -v cargo-fuzz >/dev/null || { echo "Missing: cargo-fuzz. Install it: cargo install --locked cargo-fuzz" >&2; exit 1; }
for target in feed body syndication; do
  RUSTC_BOOTSTRAP=1 cargo fuzz run "$target" --sanitizer none -- -max_total_time="$seconds"
done
