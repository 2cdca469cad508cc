"""Runs a model with OpenCV's dnn module and prints its scores as JSON: {"runtime", "package", "version", "scores"}.

Usage: run_opencv.py MODEL INPUTS.npy

A MODEL is a frozen graph (.pb) or an ONNX file. INPUTS.npy: photos [N, H, W, 3] float32, as the network takes them.
"""

import json
import sys

import cv2
import numpy as np


def main():
    model, inputs = sys.argv[1], np.load(sys.argv[2])
    # OpenCV turns TensorFlow's networks to [N, C, H, W] while it reads them.
    network = cv2.dnn.readNetFromTensorflow(model) if model.endswith(".pb") else cv2.dnn.readNetFromONNX(model)
    scores = []
    for photo in inputs:
        network.setInput(np.ascontiguousarray(photo.transpose(2, 0, 1)[None]))
        scores.append([float(s) for s in network.forward()[0]])
    print(json.dumps({"runtime": "opencv", "package": "opencv", "version": cv2.__version__, "scores": scores}))


if __name__ == "__main__":
    main()
