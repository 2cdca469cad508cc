#!/usr/bin/env bash
# 1,000 photos in one call of label_image: photos a second, the last hundred against the first, peak memory against that of 100 photos.
# Usage: label-thousand.sh PROGRAMS
set -euo pipefail
programs=$(cd "${1:?folder of the published programs}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$programs/retrain" demo --output demo --photos_per_class 200 --bottleneck_dir cache --logging_verbosity ERROR >/dev/null
find demo/flowers -name '*.jpg' | sort >thousand
head -100 thousand >hundred
python3 - "$programs/label_image" <<'PY'
import os, subprocess, sys, threading, time

def label(names):
    start = time.perf_counter()
    process = subprocess.Popen([sys.argv[1], "--graph", "demo/model", "--json", "-"], stdin=open(names), stdout=subprocess.PIPE, text=True)
    times = [time.perf_counter() - start for _ in process.stdout]
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    return times, usage.ru_maxrss / 1024

label("hundred")  # the disk's cache and the processor's clock settle
small, small_memory = label("hundred")
times, memory = label("thousand")
assert len(times) == 1000, len(times)
first, last = times[100] - times[0], times[999] - times[899]
print(f"1,000 photos in {times[-1]:.2f} s with start-up ({times[0]:.2f} s to the first): {999 / (times[-1] - times[0]):.0f} photos/s on {len(os.sched_getaffinity(0))} cores")
print(f"first hundred {first:.2f} s, last hundred {last:.2f} s: {last / first - 1:+.0%}")
print(f"peak memory: {memory:.0f} MiB with 1,000 photos, {small_memory:.0f} MiB with 100: {memory - small_memory:+.0f} MiB")
ok = memory - small_memory < 50 and last < first * 1.1
print("ok" if ok else "NOT OK: the last hundred may take 10 % longer, the memory grow by 50 MiB")
sys.exit(not ok)
PY
