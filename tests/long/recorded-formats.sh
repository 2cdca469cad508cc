#!/usr/bin/env bash
# Every case of ../shared/fixtures/{tflite,onnx,keras,tfjs}: difference to the recorded answer, beside its tolerance.
# Usage: recorded-formats.sh; writes tests/long/results/recorded-formats.md.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${RETRAIN_FORMATS_TESTS:-$root/tests/Retrain.Formats.Tests/bin/Release/net10.0/Retrain.Formats.Tests}
[ -x "$program" ] || dotnet build "$root/tests/Retrain.Formats.Tests" -c Release -v q
[ -d "$root/../shared/fixtures" ] || { echo "needs ../shared beside the project" >&2; exit 1; }
differences=$(mktemp)
trap 'rm -f "$differences"' EXIT
PRINT_DIFFERENCES=$differences "$program" --filter-class '*ConformanceTests' --filter-class '*OnnxFixtureTests' --filter-class '*LiteNetworkReaderTests'
python3 - "$differences" "$root/tests/long/results/recorded-formats.md" <<'PYTHON'
import sys
ways = ("definition", "simplified", "ONNX Runtime")
rows = {}
for line in open(sys.argv[1]):
    form, name, output, difference, tolerance, way = (cell.strip() for cell in line.split("|"))
    cells = rows.setdefault((form, name, output, tolerance), {})
    cells[way] = max(float(difference), cells.get(way, 0.0))
with open(sys.argv[2], "w") as page:
    page.write("""# Recorded models of the other formats

Largest difference of an element to the recorded answer: by the operators' definitions, after simplification, and in ONNX Runtime as the
program runs it. Whole-number outputs are in levels. Written by `tests/long/recorded-formats.sh`, whose tests hold each cell to its tolerance.
TensorFlow Lite's files in ONNX Runtime are held by `LiteOriginTests`.

| format | case | output | tolerance | definition | simplified | ONNX Runtime |
|---|---|---|---|---|---|---|
""")
    for (form, name, output, tolerance), cells in sorted(rows.items()):
        found = " | ".join(f"{cells[way]:.2g}" if way in cells else "" for way in ways)
        page.write(f"| {form} | `{name}` | {output} | {tolerance} | {found} |\n")
PYTHON
