#!/usr/bin/env bash
# Runs every campaign of faults, one after the other. ONLY="publish sources" runs these alone.
set -uo pipefail

failed=()
for file in tests/faults/*.mjs; do
  name=$(basename "$file" .mjs)
  [[ $name == support ]] && continue
  [[ -n "${ONLY:-}" && " $ONLY " != *" $name "* ]] && continue
  printf '\n== %s\n' "$name"
  start=$SECONDS
  node "$file" || failed+=("$name")
  printf '%s took %s s\n' "$name" "$((SECONDS - start))"
done
if (( ${#failed[@]} )); then
  echo "Failed: ${failed[*]}" >&2
  exit 1
fi
echo "Every campaign passed. \`make promises\` writes the figures into docs/RELIABILITY.md."
