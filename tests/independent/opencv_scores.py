"""Runs a trained model.onnx with OpenCV's dnn module and compares its scores with those of label_image on the same photos.

Usage: opencv_scores.py LABEL_IMAGE DEMO_FOLDER

OpenCV reads the network with its own importer and computes it with its own kernels. The photos are decoded by OpenCV and
resized here by the formula of TensorFlow's legacy bilinear rule in NumPy, so that nothing of ours takes part.

OpenCV 4.6 (Debian 12) reads neither float16 constants nor Clip with limits as inputs nor a free batch, so the file is respelled
first with the onnx package: the same numbers, older words.
"""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
from onnx import helper, numpy_helper

TOLERANCE = 1e-3  # float32 networks of 50 layers differ by about 1e-5 between kernels; decoders by up to 1 level of 255


def respelled(path, size):
    model = onnx.load(path)
    graph = model.graph
    constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]].astype(np.float32)
            continue
        if node.op_type == "Clip":
            low, high = (float(constants[name]) for name in node.input[1:])
            del node.input[1:]
            node.attribute.extend([helper.make_attribute("min", low), helper.make_attribute("max", high)])
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    used = {name for node in nodes for name in node.input}
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items() if name in used)
    for dimension, length in zip(graph.input[0].type.tensor_type.shape.dim, (1, 3, size, size)):
        dimension.ClearField("dim_param")
        dimension.dim_value = length
    return model.SerializeToString()


def legacy_bilinear(picture, size):
    def axis(length):
        source = np.arange(size, dtype=np.float32) * np.float32(length / np.float32(size))
        low = np.floor(source).astype(np.int32)
        high = np.minimum(np.ceil(source).astype(np.int32), length - 1)
        return low, high, source - low.astype(np.float32)

    y0, y1, ty = axis(picture.shape[0])
    x0, x1, tx = axis(picture.shape[1])
    tx = tx[None, :, None]
    ty = ty[:, None, None]
    top = picture[y0][:, x0] + (picture[y0][:, x1] - picture[y0][:, x0]) * tx
    bottom = picture[y1][:, x0] + (picture[y1][:, x1] - picture[y1][:, x0]) * tx
    return top + (bottom - top) * ty


def main():
    label_image, demo = sys.argv[1], Path(sys.argv[2])
    model = demo / "model"
    photos = sorted((demo / "new").glob("*.jpg")) + sorted((demo / "flowers").glob("*/*.jpg"))[::4]
    assert photos, "no new photos in the demo folder"
    network = cv2.dnn.readNetFromONNX(np.frombuffer(respelled(str(model / "model.onnx"), 224), dtype=np.uint8))
    labels = (model / "labels.txt").read_text(encoding="utf-8").splitlines()
    answer = subprocess.run([label_image, "--graph", model, "--json", *photos], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in answer.splitlines()]
    largest, agreeing = 0.0, 0
    for photo, row in zip(photos, rows):
        picture = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB).astype(np.float32) * np.float32(1 / 255)
        network.setInput(np.ascontiguousarray(legacy_bilinear(picture, 224).transpose(2, 0, 1)[None]))
        scores = network.forward()[0]
        ours = {s["label"]: s["score"] for s in row["scores"]}
        largest = max(largest, max(abs(ours[label] - float(score)) for label, score in zip(labels, scores)))
        agreeing += labels[int(np.argmax(scores))] == row["scores"][0]["label"]
    print(f"OpenCV {cv2.__version__}: {agreeing} of {len(photos)} labels agree, largest difference of scores {largest:.2g}")
    return 0 if agreeing == len(photos) and largest <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
