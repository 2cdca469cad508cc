"""Stands in for the ai-edge-litert package where it cannot be installed: as much of it as samples/python asks for, by LiteRT.js."""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

SCRIPTS = Path(__file__).parents[2] / "js"


class Interpreter:
    def __init__(self, model_path):
        self.model_path = Path(model_path).resolve()

    def allocate_tensors(self):
        path = json.dumps(str(self.model_path))
        ask = f"import {{ readTflite }} from './lib/tflite-file.mjs'; console.log(JSON.stringify(readTflite({path})))"
        found = subprocess.run(
            ["node", "--input-type=module", "-e", ask], cwd=SCRIPTS, check=True, capture_output=True, text=True).stdout
        self.ports = json.loads(found)

    def get_input_details(self):
        return [self._details("input", 0)]

    def get_output_details(self):
        return [self._details("output", 1)]

    def _details(self, port, index):
        found = self.ports[port]
        return {"index": index, "dtype": np.dtype(found["type"]).type, "quantization": (found["scale"], found["zeroPoint"])}

    def set_tensor(self, index, values):
        assert index == 0 and values.dtype == self.get_input_details()[0]["dtype"]
        self.values = values

    def invoke(self):
        with tempfile.TemporaryDirectory() as folder:
            np.save(f"{folder}/inputs.npy", self.values)
            answer = subprocess.run(
                ["node", "run.mjs", str(self.model_path), f"{folder}/inputs.npy", "--runtime", "litert"],
                cwd=SCRIPTS, check=True, capture_output=True, text=True).stdout
        self.scores = np.asarray(json.loads(answer)["scores"], dtype=np.float64)

    def get_tensor(self, index):
        """In the output's own type again: LiteRT.js' script has made real numbers of them."""
        assert index == 1
        found = self.get_output_details()[0]
        if found["dtype"] == np.float32:
            return self.scores.astype(np.float32)
        scale, zero_point = found["quantization"]
        return (np.rint(self.scores / scale) + zero_point).astype(found["dtype"])
