"""Labels photos with an ONNX model of Retrain, with nothing but ONNX Runtime, numpy and Pillow.

    pip install onnxruntime numpy pillow
    python label_image_onnx.py model.onnx PHOTO ...
"""

import sys

import numpy as np
import onnxruntime

from photo_rules import parse_record, prepare, show


def main():
    if len(sys.argv) < 3:
        sys.exit("Usage: label_image_onnx.py MODEL.onnx PHOTO ...")
    model, photos = sys.argv[1], sys.argv[2:]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    properties = session.get_modelmeta().custom_metadata_map
    if "retrain" not in properties:
        sys.exit(f"'{model}' carries no record of Retrain")
    record = parse_record(properties["retrain"])
    name = session.get_inputs()[0].name
    for photo in photos:
        values = prepare(photo, record["preprocessing"])
        if record["preprocessing"]["layout"] == "nchw":
            values = values.transpose(2, 0, 1)
        scores = session.run([record["final_tensor_name"]], {name: np.ascontiguousarray(values[None])})[0][0]
        show(photo, record["labels"], scores)


if __name__ == "__main__":
    main()
