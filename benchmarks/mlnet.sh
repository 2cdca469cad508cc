#!/usr/bin/env bash
# The main job by this program and by ML.NET: same photos, same split, same network (ResNet18 of Microsoft.ML.DnnImageFeaturizer.ResNet18), same kind
# of head (L-BFGS). Prints seconds, peak memory and accuracy of a first and a second run of each, in turn.
# Usage: benchmarks/mlnet.sh PROGRAMS IMAGE_DIR    (PROGRAMS: dotnet publish src/Retrain.Cli -c Release -o PROGRAMS)
# Needs python3-onnx (Debian), which joins ML.NET's two ONNX files into one.
set -euo pipefail
programs=$(cd "$1" && pwd)
photos=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish "$here/MlNet" -c Release -o "$work/mlnet" -v q >/dev/null
/usr/bin/python3 "$here/MlNet/join_resnet18.py" "$work/mlnet/DnnImageModels" "$work/resnet18.onnx"
cd "$work"
timed() { /usr/bin/time -f "  %e s by the clock, %U s of processor, %M kB at most" "$@" 2>&1; }
ours() { timed "$programs/retrain" --image_dir "$photos" --tfhub_module resnet18.onnx --optimizer lbfgs --bottleneck_dir cache --model_dir model --logging_verbosity WARN; }
for round in ${ROUNDS:-1 2 3}; do
  rm -rf cache model
  echo "round $round, retrain, first run"; ours | grep -E "Test accuracy|by the clock"
  echo "round $round, retrain, second run"; ours | grep -E "by the clock"
  echo "round $round, ML.NET, first run"; timed dotnet mlnet/MlNet.dll "$photos" model/split.csv | grep -E "accuracy|by the clock"
  echo "round $round, ML.NET, second run"; timed dotnet mlnet/MlNet.dll "$photos" model/split.csv | grep -E "by the clock"
done
