"""Stands in for the onnxruntime package where it cannot be installed: as much of it as samples/python asks for, computed by OpenCV."""

import sys
from collections import namedtuple
from pathlib import Path

import cv2
import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).parent.parent))
from opencv_scores import respelled

Port = namedtuple("Port", "name")
Meta = namedtuple("Meta", "custom_metadata_map")


class InferenceSession:
    def __init__(self, path, providers):
        self.model = onnx.load(path)
        size = self.model.graph.input[0].type.tensor_type.shape.dim[2].dim_value
        self.network = cv2.dnn.readNetFromONNX(np.frombuffer(respelled(path, size), dtype=np.uint8))

    def get_modelmeta(self):
        return Meta({p.key: p.value for p in self.model.metadata_props})

    def get_inputs(self):
        return [Port(i.name) for i in self.model.graph.input]

    def run(self, outputs, feeds):
        assert outputs == [self.model.graph.output[0].name]
        (photo,) = feeds.values()
        self.network.setInput(photo)
        return [self.network.forward()]
