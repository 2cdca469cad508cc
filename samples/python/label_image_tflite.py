"""Labels photos with a TensorFlow Lite model that Retrain exported: float32, float16 or whole numbers.

    pip install ai-edge-litert numpy pillow
    python label_image_tflite.py model.tflite PHOTO ...
"""

import sys

import numpy as np

from photo_rules import prepare, read_tflite_record, show

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:
    from tflite_runtime.interpreter import Interpreter


def main():
    if len(sys.argv) < 3:
        sys.exit("Usage: label_image_tflite.py MODEL.tflite PHOTO ...")
    model, photos = sys.argv[1], sys.argv[2:]
    record = read_tflite_record(model)
    interpreter = Interpreter(model_path=model)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    for photo in photos:
        values = prepare(photo, record["preprocessing"])
        if source["dtype"] != np.float32:
            scale, zero_point = source["quantization"]
            limits = np.iinfo(source["dtype"])
            values = np.clip(np.rint(values / np.float32(scale)) + zero_point, limits.min, limits.max)
        interpreter.set_tensor(source["index"], values[None].astype(source["dtype"]))
        interpreter.invoke()
        scores = interpreter.get_tensor(target["index"])[0]
        if target["dtype"] != np.float32:
            scale, zero_point = target["quantization"]
            scores = (scores.astype(np.float32) - zero_point) * scale
        show(photo, record["labels"], scores)


if __name__ == "__main__":
    main()
