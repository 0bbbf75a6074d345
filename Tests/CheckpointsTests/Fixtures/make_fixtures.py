"""Makes the .pt files beside it with PyTorch's own writer, and expected.json: every tensor as PyTorch reads it back.

    python3 make_fixtures.py

Needs torch and numpy. Everything is derived from fixed numbers, so that a second run changes nothing of importance.
"""
import argparse
import collections
import json
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent
TYPES = {
    torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64",
    torch.int64: "I64", torch.int32: "I32", torch.uint8: "U8", torch.bool: "BOOL",
}


class Tied(torch.nn.Module):
    """A model of a few weights whose head is its embedding, with a buffer that is no weight."""

    def __init__(self):
        super().__init__()
        self.tok_emb = torch.nn.Embedding(5, 3)
        self.proj = torch.nn.Linear(3, 3)
        self.head = torch.nn.Linear(3, 5, bias=False)
        self.head.weight = self.tok_emb.weight
        self.register_buffer("causal_mask", torch.tril(torch.ones(4, 4)))
        with torch.no_grad():
            for index, parameter in enumerate(self.parameters()):
                parameter.copy_(torch.arange(parameter.numel()).reshape(parameter.shape) / 8 - index)

    def forward(self, tokens):
        return self.head(self.proj(self.tok_emb(tokens)))


def views():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    numbers = torch.tensor([[-2.5, 0.0, 1.0], [3.25, 65504.0, 2.0**-24]])
    return {
        "base": base,
        "transposed": base.t(),
        "rows": base[1:3],
        "every second column": base[:, 1::2],
        "corner": base[2:, 3:5],
        "permuted": base.reshape(2, 2, 6).permute(2, 0, 1),
        "repeated": base[0, :1].expand(3, 2, 1),
        "one element": base[3, 5],
        "empty": base[:0],
        "half": numbers.half(),
        "half transposed": numbers.half().t(),
        "bfloat16": numbers.bfloat16(),
        "float64": numbers.double() / 3,
        "int64": torch.tensor([-(2**63), -1, 0, 2**63 - 1]),
        "int32": torch.tensor([[-(2**31)], [2**31 - 1]], dtype=torch.int32),
        "uint8": torch.tensor([0, 127, 255], dtype=torch.uint8),
        "bool": torch.tensor([[True, False], [False, True]]),
        "scalar": torch.tensor(0.1, dtype=torch.float64),
        "größe 数\n": torch.zeros(1),
    }


def training_state():
    model = Tied()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    model(torch.tensor([0, 1, 4])).square().mean().backward()
    optimizer.step()
    config = {
        "d_model": 3, "n_head": 1, "dropout": 0.0, "tie": True, "name": "größe", "seed": 2**40, "minus": -129,
        "nothing": None, "nested": {"list": [1, 2.5, "x", [True, None]], "tuple": (1, 2), 3: "three"},
        "dtype": torch.float32, "shape": torch.Size([5, 3]),
    }
    return {
        "step": 30000,
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "config": config,
        "args": argparse.Namespace(lr=0.01, run_name="fixture", betas=(0.9, 0.999)),
        "val_exact": numpy.float64(0.75), "count": numpy.int64(-3), "loss": numpy.float32(0.5),
        "device": torch.device("cuda", 1),
        "rng": torch.arange(4, dtype=torch.uint8),
        "huge": 2**100,
    }


def parameters():
    return collections.OrderedDict(
        (name, torch.nn.Parameter(torch.full((2, 2), float(index)), requires_grad=index > 0))
        for index, name in enumerate(["frozen", "trained"]))


def expected(weights):
    tensors = []
    for name, tensor in weights.items():
        flat = tensor.detach().contiguous().flatten()
        data = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
        tensors.append({"name": name, "shape": list(tensor.shape), "type": TYPES[tensor.dtype], "bytes": data.hex()})
    return tensors


def save(name, value, **options):
    torch.save(value, HERE / name, **options)
    read = torch.load(HERE / name, map_location="cpu", weights_only=False)
    return expected(read.get("model_state_dict", read))


def main():
    torch.manual_seed(0)
    files = {
        "state_dict.pt": save("state_dict.pt", Tied().state_dict()),
        "views.pt": save("views.pt", views()),
        "training.pt": save("training.pt", training_state()),
        "training_protocol5.pt": save("training_protocol5.pt", training_state(), pickle_protocol=5),
        "parameters.pt": save("parameters.pt", parameters()),
    }
    (HERE / "expected.json").write_text(json.dumps(files, indent=1, ensure_ascii=False) + "\n")
    # What is refused.
    torch.save(Tied().state_dict(), HERE / "before_1.6.pt", _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 1), HERE / "whole_module.pt")


if __name__ == "__main__":
    main()
