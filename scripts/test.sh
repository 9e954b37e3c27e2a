#!/usr/bin/env bash
# Every check, the cheapest first. A run in which no browser test ran has failed.
set -euo pipefail

say() { printf '\n== %s\n' "$*"; }
WASM=wasm32-unknown-unknown

say "format"
cargo fmt --check

say "clippy, native"
cargo clippy --locked --all-targets --features native -- -D warnings

say "clippy, wasm"
cargo clippy --locked --target $WASM --lib --bin web --bin desk --bin search --test browser -- -D warnings

say "native tests"
cargo test --locked --features native

say "the build's own scripts"
node --test tests/build/*.test.mjs

say "what is kept"
node --test tests/plain/*.test.mjs

say "hosts"
node --test --test-concurrency=1 --test-reporter=spec tests/hosts/*.test.mjs

say "size"
node scripts/size.mjs

say "tests in the browser"
log=target/browser-tests.log
node tests/browser/server.mjs &
server=$!
trap 'kill "$server"' EXIT
CHROMEDRIVER=$(command -v chromedriver) \
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
  cargo test --locked --target $WASM --test browser 2>&1 | tee "$log"
# The runner ends well even where it found nothing to run.
grep -Eq '^test result: ok\. [1-9][0-9]* passed' "$log" ||
  { echo "No test ran in the browser." >&2; exit 1; }
kill "$server"
trap - EXIT

say "a program that can be made to die"
scripts/faults.sh

say "journeys in the browser"
log=target/e2e-tests.log
node --test --test-concurrency=1 --test-reporter=spec tests/e2e/*.test.mjs 2>&1 | tee "$log"
grep -Eq '^ℹ pass [1-9]' "$log" || { echo "No journey ran." >&2; exit 1; }

say "what is kept, in WebKit"
log=target/webkit-tests.log
node --test --test-concurrency=1 --test-reporter=spec tests/webkit/*.test.mjs 2>&1 | tee "$log"
grep -Eq '^ℹ pass [1-9]' "$log" || { echo "No test ran in WebKit." >&2; exit 1; }
