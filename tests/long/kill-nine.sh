#!/usr/bin/env bash
# kill -9 at ten random moments of a cold run, then the same command again: the model must be that of an undisturbed run, byte for byte, and the
# cache must hold the same rows. Usage: kill-nine.sh PROGRAMS [PHOTOS]
set -euo pipefail
programs=$(cd "${1:?folder of the published programs}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/none
if [ $# -gt 1 ]; then
  photos=$(cd "$2" && pwd)
else
  "$programs/retrain" demo --output "$work/demo" --photos_per_class 40 --bottleneck_dir "$work/demo-cache" --logging_verbosity ERROR >/dev/null
  photos=$work/demo/flowers
fi
cd "$work"
run() { "$programs/retrain" --image_dir "$photos" --how_many_training_steps 2000 --model_dir "$1" --bottleneck_dir "$2" --logging_verbosity INFO; }
sums() { (cd "$1" && sha256sum model.onnx labels.txt metrics.json split.csv); }
rows() { python3 - "$1/bottlenecks.sqlite" <<'PY'
import hashlib, sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
digest, count = hashlib.sha256(), 0
# Numbers of rows follow the order in which workers finish.
for row in db.execute("SELECT fingerprint, content, suffix, problem, reason, notes, checksum, features FROM bottlenecks b JOIN networks n ON n.id = b.network ORDER BY 1, 2, 3"):
    digest.update(repr(row).encode())
    count += 1
print(count, digest.hexdigest())
PY
}

began=$(date +%s.%N)
run plain plain-cache >/dev/null 2>&1
whole=$(echo "$(date +%s.%N) - $began" | bc)
expected=$(sums plain)
expected_rows=$(rows plain-cache)
printf 'undisturbed: %.1f s, %s rows in the cache\n' "$whole" "${expected_rows% *}"
RANDOM=9
failures=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf killed* cache
  wait=$(echo "scale=3; $whole * ($RANDOM + 1) / 32768" | bc)
  run killed cache >/dev/null 2>&1 &
  child=$!
  # The function runs in a subshell; the program is its child.
  sleep "$wait"
  victim=$(pgrep -P "$child" || true)
  kill -9 ${victim:-$child} 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  before=$([ -e killed ] && { [ "$(sums killed 2>/dev/null)" = "$expected" ] && echo "a whole model" || echo "A BROKEN MODEL"; } || echo "no model")
  left=$(find . -maxdepth 1 -name 'killed.*' | wc -l)
  run killed cache >out 2>err || true
  computed=$(grep -o '[0-9]* computed, [0-9]* from the cache' err || echo 'nothing computed')
  verdict=same
  [ "$(sums killed 2>/dev/null)" = "$expected" ] && [ "$(rows cache)" = "$expected_rows" ] && [ "$before" != "A BROKEN MODEL" ] || { verdict=DIFFERENT; failures=$((failures + 1)); }
  printf 'round %2d: killed after %5.1f s, left %s and %d temporary folders; again: %s; model and rows %s\n' "$round" "$wait" "$before" "$left" "$computed" "$verdict"
done
echo "$((10 - failures)) of 10 rounds as undisturbed"
[ "$failures" -eq 0 ]
