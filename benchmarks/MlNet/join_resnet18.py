"""Joins ML.NET's two ResNet18 files (preprocessing, network) into one ONNX file that takes RGB in [0, 1].

Usage: join_resnet18.py DnnImageModels OUTPUT.onnx
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

models, output = Path(sys.argv[1]), sys.argv[2]
first = onnx.load(models / "ResNetPrepOnnx" / "ResNetPreprocess.onnx").graph
second = onnx.load(models / "ResNet18Onnx" / "ResNet18.onnx").graph
nodes = [helper.make_node("Mul", ["images", "levels"], [first.input[0].name])]
for node in first.node:
    node.output[:] = [second.input[0].name if name == first.output[0].name else name for name in node.output]
    nodes.append(node)
nodes.extend(second.node)
names = {c.name for c in list(first.initializer) + list(second.initializer)}
graph = helper.make_graph(
    nodes,
    "resnet18",
    [helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, [1, 3, 224, 224])]
    + [i for i in list(first.input) + list(second.input) if i.name in names],
    [second.output[0]],
    [numpy_helper.from_array(np.float32(255), "levels"), *first.initializer, *second.initializer],
)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 8)], ir_version=3), output)
