"""Our lbfgs against scikit-learn's LogisticRegression on the same features at equal loss, in one run.

Usage: heads_sklearn.py HEADS_PROGRAM IMAGE_DIR FOLDER [ROUNDS [flowers|dogs]]
(HEADS_PROGRAM: the built benchmarks/Heads; IMAGE_DIR: ../shared/flowers; FOLDER: where features and results go; three rounds by
default)

Both minimise C * sum of cross-entropies + 0.5 * sum of squared weights. scikit-learn's tolerance is made smaller until its loss, counted
in float64 from its coefficients, is at most 1e-6 above ours. The two take turns; times are of the fit alone, without loading. The fit that finds
the tolerance is the first round.
"""

import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
program, photos, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
rounds_wanted = int(sys.argv[4]) if len(sys.argv) > 4 else 3
only = sys.argv[5:]


def loss_of(x, y, strength, weights, biases):
    logits = x.astype(numpy.float64) @ weights.astype(numpy.float64) + biases
    logits -= logits.max(axis=1, keepdims=True)
    entropy = numpy.log(numpy.exp(logits).sum(axis=1)) - logits[numpy.arange(len(y)), y]
    return strength * entropy.sum() + 0.5 * (weights.astype(numpy.float64) ** 2).sum()


def ours(name, x, y, strength):
    seconds, processor, iterations = subprocess.run(
        [program, "fit", folder, name, str(strength)], check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()
    classes = y.max() + 1
    head = numpy.fromfile(folder / f"{name}.head", numpy.float32)
    loss = loss_of(x, y, strength, head[:-classes].reshape(-1, classes), head[-classes:])
    return float(seconds), float(processor), int(iterations), loss


def theirs(x, y, strength, tolerance):
    start, processor = time.perf_counter(), time.process_time()
    fit = LogisticRegression(C=strength, solver="lbfgs", tol=tolerance, max_iter=10000, multi_class="multinomial").fit(x, y)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    return seconds, processor, int(fit.n_iter_[0]), loss_of(x, y, strength, fit.coef_.T, fit.intercept_)


if not (folder / "dogs.f32").exists():
    subprocess.run([program, "features", photos, folder], check=True)
print(f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}")
print("| features | C | | tolerance | iterations | loss | s (rounds) | s of processor | ratio of medians |")
print("|---|---|---|---|---|---|---|---|---|")
for name, strengths in ("flowers", (0.01, 0.1, 1)), ("dogs", (0.01,)):
    y = numpy.fromfile(folder / f"{name}.i32", numpy.int32)
    single = numpy.fromfile(folder / f"{name}.f32", numpy.float32).reshape(len(y), -1)
    for strength in strengths:
        if only and name not in only:
            continue
        inputs = [single.astype(numpy.float64), single]
        rounds = [[ours(name, single, y, strength)], [], []]
        tolerances = []
        for runs, x in zip(rounds[1:], inputs):
            tolerance, run = 1e-1, None
            while run is None or (run[3] > rounds[0][0][3] * (1 + 1e-6) and tolerance > 1e-6):
                tolerance /= 10
                run = theirs(x, y, strength, tolerance)
            tolerances.append(tolerance)
            runs.append(run)
        for _ in range(rounds_wanted - 1):
            rounds[0].append(ours(name, single, y, strength))
            for runs, x, tolerance in zip(rounds[1:], inputs, tolerances):
                runs.append(theirs(x, y, strength, tolerance))
        median = [sorted(r[0] for r in runs)[len(runs) // 2] for runs in rounds]
        for who, tolerance, runs, middle in zip(
                ("Retrain", "scikit-learn, float64", "scikit-learn, float32"), ("", *tolerances), rounds, median):
            print(
                f"| {name} {len(single)} x {single.shape[1]}, {y.max() + 1} classes | {strength} | {who} | {tolerance} | {runs[0][2]} | "
                f"{runs[0][3]:.6f} | {' '.join(f'{r[0]:.2f}' for r in runs)} | {' '.join(f'{r[1]:.2f}' for r in runs)} | "
                f"{middle / median[0]:.2f} |", flush=True)
