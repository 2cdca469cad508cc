#!/usr/bin/env bash
# Accuracy by five folds and seconds of what training can do, with the embedded network.
# Usage: training.sh PROGRAMS PHOTOS > results/training.md
set -euo pipefail
programs=$(cd "${1:?folder of the published programs}" && pwd)
photos=$(cd "${2:?folder of photos}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/none
cd "$work"

# Name, then options: a cold run of its own, then a warm one that also cross-validates.
measure() {
  local name=$1; shift
  rm -rf cache
  local cold=$( { /usr/bin/time -f %e "$programs/retrain" --image_dir "$photos" --model_dir model --bottleneck_dir cache --logging_verbosity ERROR "$@" >/dev/null 2>errors; } 2>&1 | tail -1 || true)
  cold=$(tail -1 errors)
  /usr/bin/time -f %e "$programs/retrain" --image_dir "$photos" --model_dir model --bottleneck_dir cache --logging_verbosity ERROR "$@" >/dev/null 2>errors
  local warm=$(tail -1 errors)
  "$programs/retrain" --image_dir "$photos" --model_dir model --bottleneck_dir cache --logging_verbosity ERROR --folds 5 "$@" >out 2>errors
  local folds=$(sed -n 's/^Cross-validation, 5 folds: \([0-9.]* %\) of \([0-9]*\) photos right (95 % interval \([0-9.]* %\) to \([0-9.]* %\)), loss \([0-9.]*\), \([0-9.]* s\)/| \1 | \3 to \4 | \5 | \6 /p' out)
  printf '| %s %s| %s s | %s s |\n' "$name" "$folds" "$cold" "$warm"
}

# Distorted views are not cross-validated by the program: five runs with the sets in files.
distorted() {
  local name=$1; shift
  python3 - "$photos" <<'PY'
import hashlib, os, sys
root = sys.argv[1]
names = sorted(f"{c}/{f}" for c in os.listdir(root) if os.path.isdir(os.path.join(root, c)) for f in os.listdir(os.path.join(root, c)))
for fold in range(5):
    with open(f"fold{fold}.csv", "w") as out:
        out.write("path,set\n")
        for n in names:
            h = int(hashlib.sha1(n.encode()).hexdigest(), 16) % 50
            out.write(f"{n},{'testing' if h % 5 == fold else 'validation' if h // 5 == 0 else 'training'}\n")
PY
  rm -rf cache
  local right=0 all=0 cold="" warm=""
  for fold in 0 1 2 3 4; do
    /usr/bin/time -f %e "$programs/retrain" --image_dir "$photos" --model_dir model --bottleneck_dir cache --logging_verbosity ERROR --split_file "fold$fold.csv" "$@" >out 2>errors
    [ $fold = 0 ] && cold=$(tail -1 errors)
    warm=$(tail -1 errors)
    local line=$(grep -o '^Test accuracy [0-9.]* % ([0-9]* of [0-9]*' out)
    right=$((right + $(echo "$line" | sed 's/.*(\([0-9]*\) of.*/\1/')))
    all=$((all + ${line##* }))
  done
  /usr/bin/time -f %e "$programs/retrain" --image_dir "$photos" --model_dir model --bottleneck_dir cache --logging_verbosity ERROR --split_file fold4.csv "$@" >out 2>errors
  warm=$(tail -1 errors)
  python3 -c "
import math
k, n, z = $right, $all, 1.959964
p = k / n; s = 1 + z * z / n; c = (p + z * z / (2 * n)) / s; h = z / s * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
print(f'| $name | {100 * p:.1f} % | {100 * (c - h):.1f} % to {100 * (c + h):.1f} % | | | $cold s | $warm s |')"
}

echo "| recipe | five folds | 95 % interval | loss | seconds of the folds | cold | warm |"
echo "|---|---|---|---|---|---|---|"
measure "default (SGD as the original)"
measure "\`--optimizer lbfgs\`" --optimizer lbfgs
measure "\`--optimizer momentum\`, cosine, 2,000 steps" --optimizer momentum --learning_rate_schedule cosine --how_many_training_steps 2000
measure "\`--optimizer adamw --learning_rate 0.001\`, cosine, 2,000 steps" --optimizer adamw --learning_rate 0.001 --learning_rate_schedule cosine --how_many_training_steps 2000
measure "\`--hidden_units 128\`, adamw 0.001, 1,000 steps" --hidden_units 128 --optimizer adamw --learning_rate 0.001 --how_many_training_steps 1000
measure "\`--views stretch224,centre224\`" --views stretch224,centre224
measure "\`--views centre224,stretch288\`" --views centre224,stretch288
measure "\`--auto 30\`" --auto 30
distorted "default, by these folds"
distorted "\`--distortion_views 10\` (flip, crop, scale, brightness 10)" --flip_left_right --random_crop 10 --random_scale 10 --random_brightness 10 --distortion_views 10
