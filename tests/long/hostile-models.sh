#!/usr/bin/env bash
# Damaged copies of every small model file of ../shared/fixtures: each is read or refused in one line, within 5 seconds and 1 GiB.
# Usage: hostile-models.sh [MUTATIONS]; writes tests/long/results/hostile-models.md.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mutations=${1:-200}
results=$root/tests/long/results/hostile-models.md
program=${RETRAIN_TESTS:-$root/tests/Retrain.Tests/bin/Release/net10.0/Retrain.Tests}
[ -x "$program" ] || dotnet build "$root/tests/Retrain.Tests" -c Release -v q
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {
  HOSTILE_KIND=$1 HOSTILE_MUTATIONS=$mutations HOSTILE_REPORT=$work/$1.md "$program" --explicit only --filter-method '*DamagedCopiesOfEverySmallModel*' >"$work/$1.out" 2>"$work/$1.err" || true
  grep -v ' 0 faults$' "$work/$1.err" >"$work/$1.faults" || true
  # The process did not live to write its row.
  [ -f "$work/$1.md" ] || { echo "| $1 | | | | | CRASH at $(cat "$work/$1.md.last" 2>/dev/null) | | | |" >"$work/$1.md"; echo "$1: crash" >>"$work/$1.faults"; }
}

# Two at a time.
(run frozen; run modules) &
(run saved_models; run onnx) &
wait
{
  cat <<EOF
# Damaged model files

Every model file up to 800 KiB of \`../shared/fixtures/{frozen,saved_models,modules,onnx}\`, seed 14: $mutations copies with changed bytes, $((mutations / 4)) that end early,
and (\`.pb\`, \`.onnx\`) $((mutations / 4)) proper files with changed fields, which get further than bytes do. Each is opened, its ports chosen, imported, simplified and converted to
ONNX, and has to end in a network or in one line that says why not: no other exception, at most 5 seconds and 1 GiB of memory asked for, returned or not.
Some models are refused as they are (several outputs to choose from, operators that only ONNX Runtime knows), and so are all their copies.

| fixtures | files | cases | read all the same | refused in one line | faults | longest case | most memory asked for by a case | peak of the process |
|---|---|---|---|---|---|---|---|---|
EOF
  cat "$work"/frozen.md "$work"/saved_models.md "$work"/modules.md "$work"/onnx.md
  if [ -s "$work/frozen.faults" ] || [ -s "$work/saved_models.faults" ] || [ -s "$work/modules.faults" ] || [ -s "$work/onnx.faults" ]; then
    printf '\n## Faults\n\n'
    cat "$work"/*.faults | sed 's/^/- /'
  fi
} >"$results"
cat "$results"
! grep -q '^## Faults' "$results"
