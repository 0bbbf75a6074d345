"""Makes the seeds beside it: small valid files of each format, for the fuzzer to spoil.

    python3 make_seeds.py

Needs numpy, safetensors and torch.
"""
import io
import pathlib
import zipfile

import numpy
import torch
from safetensors.numpy import save

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent.parent / "CheckpointsTests" / "Fixtures"


def put(path, content):
    (HERE / path).write_bytes(content)


def npy(array):
    buffer = io.BytesIO()
    numpy.save(buffer, array)
    return buffer.getvalue()


def main():
    weights = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
    put("safetensors/two.safetensors", save({"w": weights, "n": numpy.array([1, -1])}, metadata={"k": "größe \n"}))
    put("safetensors/types.safetensors", save(
        {t: numpy.zeros((1, 2), t) for t in ["float16", "float32", "float64", "int32", "int64", "uint8", "bool"]}))
    put("safetensors/empty.safetensors", save({}))

    for name, array in {
        "float32": weights, "column_major": numpy.asfortranarray(weights.astype("f2")), "big_endian": weights.astype(">f8"),
        "scalar": numpy.array(3), "bool": numpy.array([True]), "empty": numpy.zeros((0, 4)),
    }.items():
        put(f"npz/{name}.npy", npy(array))
    for name, method in {"stored": numpy.savez, "deflated": numpy.savez_compressed}.items():
        buffer = io.BytesIO()
        method(buffer, w=weights, n=numpy.arange(3))
        put(f"npz/{name}.npz", buffer.getvalue())

    put("pickle/parameters.pt", (FIXTURES / "parameters.pt").read_bytes())
    for path in sorted(FIXTURES.glob("*.pt")):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                put(f"pickle/{path.stem}.pkl", archive.read(f"{path.stem}/data.pkl"))
    # A pickle that fits the four storages of PickleTarget.swift.
    for protocol in [2, 4]:
        buffer = io.BytesIO()
        shared = torch.arange(24, dtype=torch.float32)
        torch.save({
            "model": {"s": torch.ones(()), "l": torch.arange(4), "v": shared.reshape(4, 6).t(), "e": torch.ones(0)},
            "config": {"d": 1, "n": {"x": [1.5, None]}},
        }, buffer, pickle_protocol=protocol)
        with zipfile.ZipFile(buffer) as archive:
            put(f"pickle/storages_{protocol}.pkl", archive.read("archive/data.pkl"))


if __name__ == "__main__":
    main()
