#!/usr/bin/env bash
# A PNG of 12,000 x 9,000, 300 JPEGs of 20 megapixels and a PNG that claims 30,000 x 30,000, in two classes, with all cores: peak memory and rate
# of training and labelling. Usage: big-pictures.sh PROGRAMS [PICTURES that DrawBigPictures.cs drew]
set -euo pipefail
programs=$(cd "${1:?folder of the published programs}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
if [ $# -gt 1 ]; then
  ln -s "$(cd "$OLDPWD" && cd "$2" && pwd)" photos
else
  dotnet run "$here/DrawBigPictures.cs" -- photos
fi
echo "$(find -L photos -type f | wc -l) files, $(du -smL photos | cut -f1) MB"
python3 - "$programs" <<'PY'
import json, os, subprocess, sys, time

def run(*command):
    start = time.perf_counter()
    process = subprocess.Popen([os.path.join(sys.argv[1], command[0]), *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return os.waitstatus_to_exitcode(status), time.perf_counter() - start, usage.ru_maxrss / 1024

code, seconds, memory = run("retrain", "--image_dir", "photos", "--how_many_training_steps", "100", "--model_dir", "model", "--bottleneck_dir", "cache")
with open("model/run.json") as file:
    run_json = json.load(file)
left_out = [(entry["file"], entry["text"]) for entry in run_json["left_out"]]
print(f"retrain: exit code {code}, {seconds:.0f} s ({run_json['bottlenecks']['computed'] / run_json['seconds']['bottlenecks']:.1f} photos/s), peak memory {memory:.0f} MiB, left out: {left_out}")
again, label_seconds, label_memory = run("label_image", "--graph", "model", "--json", "photos")
print(f"label_image: exit code {again}, {label_seconds:.0f} s, peak memory {label_memory:.0f} MiB")
ok = code == 0 and again == 3 and [name for name, _ in left_out] == ["red/bomb.png"] and max(memory, label_memory) < 1500
print("ok" if ok else "NOT OK: the bomb alone is left out, memory stays below 1,500 MiB")
sys.exit(not ok)
PY
