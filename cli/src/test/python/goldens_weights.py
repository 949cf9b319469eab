"""Reads weights files with Python's safetensors and predicts with NumPy from nothing but them.

    python goldens_weights.py ../resources/goldens/weights

For each version's folder there: model.safetensors is what `jacobian train run.yaml` wrote (version 2
by the last release that wrote it), new.csv has rows. Written is expected.txt, a number for each row.
With a second argument, an ONNX file that `jacobian export` made of the newest of them, ONNX Runtime
must give the same numbers.
"""

import csv
import json
import pathlib
import sys

import numpy as np
from safetensors import safe_open


def read(file):
    with safe_open(file, framework="numpy") as opened:
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
        return tensors, dict(opened.metadata())


def rows(file, names):
    with open(file, newline="") as opened:
        return np.array(
            [[float(row[name] or "nan") for name in names] for row in csv.DictReader(opened)]
        )


def predict(tensors, raw):
    filled = np.where(np.isnan(raw), tensors["imputer.features.mean"], raw)
    scaled = (filled - tensors["standardizer.features.mean"]) / tensors["standardizer.features.std"]
    hidden = np.tanh(
        scaled.astype(np.float32) @ tensors["layers.0.weight"].T + tensors["layers.0.bias"]
    )
    output = hidden @ tensors["layers.2.weight"].T + tensors["layers.2.bias"]
    return output * tensors["standardizer.targets.std"] + tensors["standardizer.targets.mean"]


def main(folder, onnx=None):
    for version in ("2", "3"):
        place = pathlib.Path(folder) / version
        tensors, metadata = read(place / "model.safetensors")
        assert metadata["version"] == version, metadata
        assert metadata["task"] == "REGRESSION", metadata
        features = json.loads(metadata["features"])
        if version == "3":
            config = json.loads(metadata["config"])
            assert config["model"]["type"] == "mlp", config
            assert config["model"]["hidden"] == [2], config
            assert config["loss"] == {"type": "mse"}, config
            assert config["data"]["missing"] == "mean", config
            assert [c["name"] for c in json.loads(metadata["columns"])] == features
        raw = rows(place / "new.csv", features)
        expected = predict(tensors, raw)
        (place / "expected.txt").write_text("".join(f"{y:.9g}\n" for y in expected[:, 0]))
    if onnx:
        import onnxruntime

        session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
        (actual,) = session.run(None, {session.get_inputs()[0].name: raw.astype(np.float32)})
        np.testing.assert_allclose(actual, expected, rtol=1e-5)


main(*sys.argv[1:])
