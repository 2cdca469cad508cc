"""Runs files that retrain wrote, just as they are, with OpenCV's dnn module and compares with label_image on the same photos.

Usage: opencv_graphs.py LABEL_IMAGE PHOTO_FOLDER SIZE MODEL [MODEL ...]

A MODEL is a frozen graph (.pb), or the ONNX file of a converted network. As in opencv_scores.py nothing of ours takes part in OpenCV's
scores: its importer, its kernels, its decoder, and the resize in NumPy.
"""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from opencv_scores import TOLERANCE, legacy_bilinear


def check(label_image, photos, size, path):
    # OpenCV turns TensorFlow's networks to [N, C, H, W] while it reads them; the ONNX files of converted ones take [N, H, W, C].
    is_graph = path.suffix == ".pb"
    network = cv2.dnn.readNetFromTensorflow(str(path)) if is_graph else cv2.dnn.readNetFromONNX(str(path))
    answer = subprocess.run([label_image, "--graph", path, "--json", *photos], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in answer.splitlines()]
    assert len(rows) == len(photos)
    largest, agreeing = 0.0, 0
    for photo, row in zip(photos, rows):
        picture = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB).astype(np.float32) * np.float32(1 / 255)
        resized = legacy_bilinear(picture, size)
        network.setInput(np.ascontiguousarray(resized.transpose(2, 0, 1)[None] if is_graph else resized[None]))
        # Classes are numbered in the order of their folders' names.
        labels = sorted(s["label"] for s in row["scores"])
        theirs = dict(zip(labels, network.forward()[0]))
        largest = max(largest, max(abs(s["score"] - float(theirs[s["label"]])) for s in row["scores"]))
        agreeing += max(theirs, key=theirs.get) == row["scores"][0]["label"]
    print(f"OpenCV {cv2.__version__}, {path.name}: {agreeing} of {len(photos)} labels agree, largest difference of scores {largest:.2g}")
    return agreeing == len(photos) and largest <= TOLERANCE


def main():
    label_image, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    photos = sorted(folder.glob("*/*.jpg"))[::4]
    assert photos, "no photos"
    results = [check(label_image, photos, size, Path(model)) for model in sys.argv[4:]]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
