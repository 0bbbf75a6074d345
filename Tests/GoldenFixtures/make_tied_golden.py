"""Makes tied-line.safetensors beside it: what the tied Qwen line computes with random weights, by PyTorch in float64.

    python3 Tests/GoldenFixtures/make_tied_golden.py

Needs what make_golden.py needs. Each model is a line below: how many numbers it learns, its sizes, and its weights as plain
PyTorch, place by place, beside the JSON by which the engine is told the same. Tensors of a model are named `<model>/...`:
  weights/<parameter>   random weights that float32 holds exactly, in float64
  hook/<hook>           activations on PROBLEMS, as make_golden.py has them, but at POSITIONS only
  losses, grad/<parameter>, after3/<parameter>
                        of three AdamW steps on BATCH, as make_golden.py has them
and `operands`, `batch/operands`, `positions` are those of all. Metadata, as JSON under `golden`: for each model its
`architecture`, and `float32_error`, what PyTorch itself loses in float32.
"""
import json
import math

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from make_golden import BATCH, HERE, PROBLEMS, activations, float32_error, training

POSITIONS = [0, 12, 24, 33]
EPSILON = 1e-6
BLOCK = "model.layers.0."
NAMES = {
    "tokens": "model.embed_tokens", "norm1": BLOCK + "input_layernorm", "norm2": BLOCK + "post_attention_layernorm",
    "finalNorm": "model.norm", "query": BLOCK + "self_attn.q_proj", "key": BLOCK + "self_attn.k_proj",
    "value": BLOCK + "self_attn.v_proj", "output": BLOCK + "self_attn.o_proj", "queryNorm": BLOCK + "self_attn.q_norm",
    "keyNorm": BLOCK + "self_attn.k_norm", "gate": BLOCK + "mlp.gate_proj", "up": BLOCK + "mlp.up_proj",
    "down": BLOCK + "mlp.down_proj",
}
ARC = ["tok_arc_A", "tok_arc_start", "tok_arc_stride"]


def turn(rows, angle):
    """Rows (0, 1), (2, 3), ... turned, an odd last row as it is."""
    pairs = rows[: len(rows) // 2 * 2].unflatten(0, (-1, 2))
    matrix = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()]).reshape(2, 2)
    return torch.cat([(matrix @ pairs).flatten(0, 1), rows[len(rows) // 2 * 2:]])


def sparse(values, rows, zeros):
    """A matrix of three columns from its entries that are not zero for good."""
    places = [(r, c) for r in range(rows) for c in range(3) if (r, c) not in zeros]
    matrix = torch.zeros(rows, 3, dtype=values.dtype)
    return matrix.index_put(tuple(torch.tensor(places).T), values)


class TiedQwen:
    """One block: rotary attention with one head, SwiGLU, RMS norms, the tokens' table as unembedding.

    `ties` maps places to functions of what is known by then: matrices by place (m) and the learned numbers by place and part."""

    layout = "qwen3"

    def __init__(self, learned, hidden, head, period, shapes, ties, json, frozen=()):
        self.learned, self.hidden, self.head, self.period = learned, hidden, head, period
        self.shapes, self.ties, self.json = shapes, ties, json
        self.frozen = frozen

    def is_trainable(self, name):
        return name not in self.frozen

    def table(self, p):
        if NAMES["tokens"] + ".weight" in p:
            return p[NAMES["tokens"] + ".weight"]
        angle = p["tok_arc_start"] + torch.arange(10).to(p["tok_arc_start"]) * p["tok_arc_stride"]
        return torch.stack([p["tok_arc_A"] * angle.cos(), p["tok_arc_A"] * angle.sin(), 0 * angle], -1)

    def matrices(self, p):
        def number(place, part):
            return p[f"{NAMES[place]}.{part}"].squeeze()

        m = {place: p[name + ".weight"] for place, name in NAMES.items() if name + ".weight" in p}
        for place, tie in self.ties.items():
            m[place] = tie(m, number)
        return m

    def rope(self, x):
        """Feature j and the one half a head further are turned by position x rate x 3^(-2j / head)."""
        half = self.head // 2
        rate = 2 * math.pi / self.period if self.period else 1
        frequency = rate * 3.0 ** (-2 * torch.arange(half).to(x) / self.head)
        angle = torch.arange(x.shape[1]).to(x)[:, None] * frequency
        first, second = x[..., :half], x[..., half:]
        return torch.cat([first * angle.cos() - second * angle.sin(), second * angle.cos() + first * angle.sin()], -1)

    def forward(self, p, tokens, record):
        m, block = self.matrices(p), "blocks.0."

        def norm(hook, x, weight, isHead=False):
            scale = (x.square().mean(-1, keepdim=True) + EPSILON).sqrt()
            held = {".hook_scale": scale, ".hook_normalized": x / scale}
            record.update({hook + name: value[:, :, None] if isHead else value for name, value in held.items()})
            return x / scale * weight

        table = self.table(p)
        x = table[tokens]
        record |= {"hook_embed": x, block + "hook_resid_pre": x}
        h = norm(block + "ln1", x, m["norm1"])
        q, k, v = (h @ m[place].T for place in ["query", "key", "value"])
        rot_q = self.rope(norm(block + "attn.q_norm", q, m["queryNorm"], True))
        rot_k = self.rope(norm(block + "attn.k_norm", k, m["keyNorm"], True))
        scores = rot_q @ rot_k.mT / math.sqrt(self.head)
        scores = scores.masked_fill(torch.ones_like(scores, dtype=torch.bool).triu(1), -math.inf)
        pattern = scores.softmax(-1)
        z = pattern @ v
        attended = z @ m["output"].T
        mid = x + attended
        h = norm(block + "ln2", mid, m["norm2"])
        gate, up = h @ m["gate"].T, h @ m["up"].T
        post = F.silu(gate) * up
        written = post @ m["down"].T
        x = mid + written
        logits = norm("ln_final", x, m["finalNorm"]) @ table.T
        for name, value in dict(q=q, k=k, v=v, rot_q=rot_q, rot_k=rot_k, z=z).items():
            record[f"{block}attn.hook_{name}"] = value[:, :, None]
        for name, value in dict(attn_scores=scores, pattern=pattern).items():
            record[f"{block}attn.hook_{name}"] = value[:, None]
        record |= {
            block + "hook_attn_out": attended, block + "hook_resid_mid": mid, block + "mlp.hook_pre": gate,
            block + "mlp.hook_pre_linear": up, block + "mlp.hook_post": post, block + "hook_mlp_out": written,
            block + "hook_resid_post": x, "logits": logits}
        return logits

    def weights(self, seed):
        generator = torch.Generator().manual_seed(seed)

        def near(middle, spread, shape=()):
            value = middle + spread * torch.randn(shape, generator=generator)
            return value.float().double()

        p = {}
        for name, shape in self.shapes.items():
            if name in ARC:
                p[name] = near({"tok_arc_A": 3.0, "tok_arc_start": -0.6, "tok_arc_stride": 0.3}[name], 0.1)
            elif "norm" in name:
                p[name] = near(1.5, 0.4, shape)
            elif name == NAMES["key"] + ".scale":
                # The norm of keys takes the scale out again, but for its epsilon: only of small keys is there a gradient.
                p[name] = near(0.01, 0.001, shape)
            elif name.endswith((".angle", ".scale")):
                p[name] = near(0.7, 0.3, shape)
            else:
                p[name] = near(0.0, 1.0, shape)
        return p


# ---------------------------------------------------------------- the models
def model(learned, hidden=2, head=4, period=None, arc=True, own=None, ties=None, weights=None, frozen=(), start=None):
    """own: the shapes of places' own tensors by `place.part`; ties: the other places; weights: the same for the engine."""
    shapes = {name: () for name in ARC} if arc else {NAMES["tokens"] + ".weight": (10, 3)}
    shapes |= {f"{NAMES[key.split('.')[0]]}.{key.split('.')[1]}": shape for key, shape in own.items()}
    if arc:
        weights = {"tokens": {"arc": start or {"amplitude": 2.5, "start": -1.2, "stride": 0.29}}} | weights
    rotary = {"base": 3, "pairing": "halves"} | ({"period": period} if period else {})
    architecture = {
        "format": "qwen3", "contextLength": 35, "residual": {"sum": {"width": 3}},
        "attention": {
            "heads": 1, "queryKeyWidth": head, "valueWidth": head, "normalizesQueryKey": True, "rotary": rotary},
        "mlp": {"hidden": hidden, "activation": "swiGLU"}, "norm": {"kind": "rms", "epsilon": EPSILON},
        "weights": weights, "naming": "qwen3"}
    return TiedQwen(learned, hidden, head, period, shapes, ties, architecture, frozen)


def own(*places, hidden=2, head=4):
    shape = {
        "query": (head, 3), "key": (head, 3), "value": (head, 3), "output": (3, head), "gate": (hidden, 3), "up": (hidden, 3),
        "down": (3, hidden), "norm1": (3,), "norm2": (3,), "finalNorm": (3,), "queryNorm": (head,), "keyNorm": (head,)}
    return {place + ".weight": shape[place] for place in places}


MLP, NORMS, QK = ("gate", "up", "down"), ("norm1", "norm2", "finalNorm"), ("queryNorm", "keyNorm")
PRESENT = {"hidden": 3, "arc": False}
same = lambda place: lambda m, n: m[place]
transposed = lambda place: lambda m, n: m[place].T
scaled = lambda own, place: lambda m, n: m[place] * n(own, "scale")
turned = lambda own, place: lambda m, n: turn(m[place], n(own, "angle"))

K_IS_V = {"value": same("key")}, {"value": "key"}
O_IS_Q = {"output": transposed("query")}, {"output": {"transposed": "query"}}
ONE_NORM = {"norm2": same("norm1"), "finalNorm": same("norm1")}, {"norm2": "norm1", "finalNorm": "norm1"}
ONE_QK = {"keyNorm": same("queryNorm")}, {"keyNorm": "queryNorm"}
SCALED = {"key": scaled("key", "query"), "gate": scaled("gate", "up")}, {"key": {"scaled": "query"}, "gate": {"scaled": "up"}}
TURNED = {"key": turned("key", "query"), "value": same("query")}, {"key": {"turned": "query"}, "value": "query"}
SECOND = {"norm2": same("norm1")}, {"norm2": "norm1"}


def tied(*pairs):
    """Several ties at once, for this script and for the engine."""
    return {"ties": {k: v for pair in pairs for k, v in pair[0].items()}, "weights": {k: v for p in pairs for k, v in p[1].items()}}


# Period 12, head width 2, norms without weights: what the smallest have in common.
SMALL = (
    {"norm1": lambda m, n: 1, "norm2": lambda m, n: 1, "finalNorm": lambda m, n: 1, "keyNorm": same("queryNorm"),
     "output": transposed("value"), "down": lambda m, n: turn(m["up"], n("down", "angle")).T},
    {"norm1": "unit", "norm2": "unit", "finalNorm": "unit", "keyNorm": "queryNorm", "output": {"transposed": "value"},
     "down": {"transposed": {"turned": "up"}}})
FIXED = {"amplitude": 30, "start": {"frozen": -0.6}, "stride": 0.16}
CONSTANT = [[1, 0, 0], [0, 0, 0]]
constant = lambda m, n: torch.tensor(CONSTANT).to(m["gate"])
Q4, Q3 = {(0, 2), (1, 2)}, {(0, 2), (1, 1), (1, 2)}
V5, V3 = {(1, 0)}, {(1, 0), (1, 1), (1, 2)}


def small(learned, tensors, query, value, ties, initial):
    """The last four: how queries and values are made differs."""
    (norm, angle), start = initial, FIXED if learned < 28 else None
    places = own("gate", "up", head=2) | {"queryNorm.weight": (), "key.angle": (1,), "down.angle": (1,)} | tensors
    made = {"query": ties["query"]} | {"key": turned("key", "query")} | ({"value": ties["value"]} if "value" in ties else {})
    told = {"query": query, "key": {"turned": "query", "by": angle}, "queryNorm": {"number": norm}}
    return model(
        learned, head=2, period=12, own=places, ties=made | SMALL[0],
        weights=told | ({"value": value} if value else {}) | SMALL[1], start=start,
        frozen=("tok_arc_start",) if start else ())


entries = lambda zeros: {"own": {"zeros": [list(place) for place in sorted(zeros)]}}
MODELS = [
    model(110, **PRESENT, own=own("query", "key", "output", *MLP, *NORMS, *QK, hidden=3), **tied(K_IS_V)),
    model(98, **PRESENT, own=own("query", "key", *MLP, *NORMS, *QK, hidden=3), **tied(K_IS_V, O_IS_Q)),
    model(92, **PRESENT, own=own("query", "key", *MLP, "norm1", *QK, hidden=3), **tied(K_IS_V, O_IS_Q, ONE_NORM)),
    model(88, **PRESENT, own=own("query", "key", *MLP, "norm1", "queryNorm", hidden=3), **tied(K_IS_V, O_IS_Q, ONE_NORM, ONE_QK)),
    model(62, own=own("query", "key", *MLP, *NORMS, *QK), **tied(K_IS_V, O_IS_Q)),
    model(58, own=own("query", "value", "up", "down", *NORMS, *QK) | {"key.scale": (), "gate.scale": ()}, **tied(O_IS_Q, SCALED)),
    model(55, own=own("query", "value", "up", "down", "norm1", "finalNorm", *QK) | {"key.scale": (), "gate.scale": ()},
          **tied(O_IS_Q, SCALED, SECOND)),
    model(52, own=own("query", "key", *MLP, "norm1", "queryNorm"), **tied(K_IS_V, O_IS_Q, ONE_NORM, ONE_QK)),
    model(49, own=own("query", "value", "up", "norm1", "finalNorm", *QK) | {"key.scale": (), "gate.scale": ()},
          **tied(O_IS_Q, SCALED, SECOND, ({"down": transposed("gate")}, {"down": {"transposed": "gate"}}))),
    model(45, own=own("query", *MLP, "norm1", *QK) | {"key.angle": (1,)}, **tied(TURNED, O_IS_Q, ONE_NORM)),
    model(44, own=own("query", *MLP, "norm1", *QK), **tied(
        ({"key": same("query"), "value": same("query")}, {"key": "query", "value": "query"}), O_IS_Q, ONE_NORM)),
    model(41, own=own("query", *MLP, "norm1", "queryNorm") | {"key.angle": (1,)}, **tied(TURNED, O_IS_Q, ONE_NORM, ONE_QK)),
    model(36, own=own("query", "gate", "up", "norm1", "queryNorm") | {"key.angle": (1,), "down.angle": (1,)}, **tied(
        TURNED, O_IS_Q, ONE_NORM, ONE_QK,
        ({"down": lambda m, n: turn(m["up"].T, n("down", "angle"))}, {"down": {"turned": {"transposed": "up"}}}))),
    small(28, {"query.weight": (4,), "value.weight": (2, 3)}, entries(Q4), None,
          {"query": lambda m, n: sparse(m["query"], 2, Q4)}, (1, 0.1)),
    small(25, {"query.weight": (3,), "value.weight": (5,)}, entries(Q3), entries(V5),
          {"query": lambda m, n: sparse(m["query"], 2, Q3), "value": lambda m, n: sparse(m["value"], 2, V5)}, (2.5, -0.9)),
    small(20, {"value.weight": (3,)}, {"constant": CONSTANT}, entries(V3),
          {"query": constant, "value": lambda m, n: sparse(m["value"], 2, V3)}, (2.5, -0.9)),
    small(17, {}, {"constant": CONSTANT}, {"product": [{"transposed": "up"}, {"constant": [[1, 0], [0, 0]]}], "rank": 2},
          {"query": constant, "value": lambda m, n: torch.stack([m["up"][0], 0 * m["up"][0]])}, (2.5, -0.9)),
]


def at_positions(hook, value):
    return value[:, :, POSITIONS] if hook.endswith(("attn_scores", "pattern")) else value[:, POSITIONS]


if __name__ == "__main__":
    torch.set_num_threads(1)
    tensors, notes = {}, {}
    for tied_model in MODELS:
        name = f"{tied_model.learned}"
        weights = tied_model.weights(seed=tied_model.learned)
        count = sum(w.numel() for n, w in weights.items() if tied_model.is_trainable(n))
        assert count == tied_model.learned, (count, name)
        seen, learned = activations(tied_model, weights), training(tied_model, weights)
        errors = float32_error(tied_model, weights, seen, learned)
        notes[name] = {"architecture": tied_model.json, "float32_error": errors}
        parts = {"weights/" + n: w for n, w in weights.items()} | learned
        parts |= {"hook/" + hook: at_positions(hook, value) for hook, value in seen.items()}
        tensors |= {f"{name}/{part}": value for part, value in parts.items()}
        print(f"{name}: losses {learned['losses'].tolist()}, float32 {errors}")
    tensors |= {
        "operands": torch.tensor(PROBLEMS), "batch/operands": torch.tensor(BATCH), "positions": torch.tensor(POSITIONS)}
    path = HERE / "tied-line.safetensors"
    save_file(
        {name: value.clone().contiguous() for name, value in tensors.items()}, path,
        {"golden": json.dumps(notes, sort_keys=True)})
    path.chmod(0o644)
    print(f"{path.name}: {path.stat().st_size} bytes")
