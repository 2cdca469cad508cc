#!/usr/bin/env bash
# kill -9 at ten random moments of training by steps, then --resume: the model must be that of an undisturbed run, byte for byte.
# Usage: kill-training.sh PROGRAMS [PHOTOS]
set -euo pipefail
programs=$(cd "${1:?folder of the published programs}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/none
if [ $# -gt 1 ]; then
  photos=$(cd "$2" && pwd)
else
  "$programs/retrain" demo --output "$work/demo" --photos_per_class 40 --bottleneck_dir "$work/cache" --logging_verbosity ERROR >/dev/null
  photos=$work/demo/flowers
fi
cd "$work"
# Long enough for several checkpoints, with a rule that remembers something.
run() {
  "$programs/retrain" --image_dir "$photos" --how_many_training_steps 60000 --optimizer adamw --learning_rate 0.001 --learning_rate_schedule cosine \
    --early_stopping 100000 --model_dir "$1" --bottleneck_dir cache --logging_verbosity INFO "${@:2}"
}
sums() { (cd "$1" && sha256sum model.onnx labels.txt metrics.json split.csv); }
run warm --how_many_training_steps 1 >/dev/null 2>&1
began=$(date +%s.%N)
run plain >/dev/null 2>&1
whole=$(echo "$(date +%s.%N) - $began" | bc)
expected=$(sums plain)
printf 'undisturbed: %.1f s\n' "$whole"
RANDOM=9
failures=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf killed cache/training
  wait=$(echo "scale=3; $whole * ($RANDOM + 1) / 32768" | bc)
  run killed >/dev/null 2>&1 &
  child=$!
  sleep "$wait"
  # The function runs in a subshell; the program is its child.
  victim=$(pgrep -P "$child" || true)
  kill -9 ${victim:-$child} 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  left=$(ls cache/training 2>/dev/null | grep -c 'checkpoint$' || true)
  said=$(run killed --resume 2>&1 | grep -o 'Going on at step [0-9]*\|starting at the first step' | head -1 || true)
  if [ "$(sums killed)" = "$expected" ]; then verdict=same; else verdict=DIFFERS; failures=$((failures + 1)); fi
  printf 'round %2d: killed after %5.1f s, %d checkpoint; %s; model %s\n' "$round" "$wait" "$left" "$said" "$verdict"
done
echo "$((10 - failures)) of 10 rounds as undisturbed"
exit "$failures"
