"""Makes the .safetensors files beside it: what the models of checkpoints/ compute, by PyTorch in float64.

    python3 Tests/GoldenFixtures/make_golden.py

Needs torch, numpy and safetensors. Run it again when a checkpoint changes. On another machine or with another PyTorch the
last digits differ (by less than 1e-12, far below what the tests allow), and with them the file.

One file a checkpoint, float64:
  <hook>                activations on PROBLEMS, teacher-forced, as [problem, position, head?, feature]; attention as
                        [problem, head, query, key], where scores are minus infinity and patterns 0 where the key comes after
                        the query. Names, shapes and values as in TransformerLens 3.
  tokens, operands      of PROBLEMS, int64
  batch/tokens, batch/operands, losses, grad/<parameter>, after3/<parameter>
                        the mean cross-entropy over the answer's tokens (end token included) on BATCH before each of three
                        AdamW steps; the first step's gradient before clipping; the trainable parameters afterwards.
Metadata, as JSON under `golden`:
  weights_sha256        of the checkpoint's tensors in the order of their names, so that a stale file is noticed
  float32_error         what PyTorch itself loses in float32, by kind. Tests allow an engine five times as much.
"""
import hashlib
import json
import math
import pathlib

import numpy
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
CHECKPOINTS = HERE.parent.parent / "checkpoints"

# The longest chain of carries, and a pair with several short ones.
PROBLEMS = [(9_999_999_999, 1), (3_141_592_653, 5_897_932_384)]
# No carry at all, carries everywhere, one out of the last place alone, short operands, and carries here and there.
BATCH = PROBLEMS + [
    (0, 0), (9_999_999_999, 9_999_999_999), (5_000_000_000, 5_000_000_000),
    (999, 8_001), (7_182_818_284, 5_904_523_536), (1_234_567_890, 9_876_543_210),
]
DIGITS, SUM_DIGITS = 10, 11
STEPS, LEARNING_RATE, WEIGHT_DECAY, CLIP = 3, 0.01, 0.01, 1.0


# ---------------------------------------------------------------- tokens
def digits(number, count):
    """Least significant first."""
    return [number // 10**place % 10 for place in range(count)]


def sequence(layout, a, b):
    """The prompt, the sum least significant digit first, the end token where there is one."""
    if layout == "split10":  # no tokens of their own for +, = and the end: all are 0
        return digits(a, DIGITS) + [0] + digits(b, DIGITS) + [0] + digits(a + b, SUM_DIGITS) + [0]
    if layout == "dense":
        return digits(a, DIGITS)[::-1] + [10] + digits(b, DIGITS)[::-1] + [11] + digits(a + b, SUM_DIGITS) + [13]
    if layout == "qwen3":
        return [0] + digits(a, DIGITS) + [0, 0] + digits(b, DIGITS) + [0] + digits(a + b, SUM_DIGITS)
    raise SystemExit(f"make_golden.py knows no token format '{layout}'")


def encode(layout, problems):
    """What the model reads, and what it is to predict at its last positions: the sum and the end token."""
    whole = torch.tensor([sequence(layout, a, b) for a, b in problems])
    return whole[:, :-1], whole[:, -(SUM_DIGITS + (layout != "qwen3")):]


# ---------------------------------------------------------------- what both families share
def causal_attention(q, k, v, record):
    """q, k, v: [problem, position, feature], one head. Returns the mixture of values."""
    future = torch.ones(q.shape[1], q.shape[1], dtype=torch.bool).triu(1)
    scores = torch.einsum("pqf,pkf->pqk", q, k) / math.sqrt(q.shape[-1])
    pattern = scores.masked_fill(future, -math.inf).softmax(-1)
    z = pattern @ v
    for name, value in dict(attn_scores=scores.masked_fill(future, -math.inf), pattern=pattern).items():
        record["blocks.0.attn.hook_" + name] = value[:, None]
    for name, value in dict(q=q, k=k, v=v, z=z).items():
        record["blocks.0.attn.hook_" + name] = value[:, :, None]
    return z


def normalize(x, record, hook, eps, weight, bias=None):
    """LayerNorm with a bias, RMSNorm without one."""
    if bias is not None:
        x = x - x.mean(-1, keepdim=True)
    scale = (x.square().mean(-1, keepdim=True) + eps).sqrt()
    record[hook + ".hook_scale"], record[hook + ".hook_normalized"] = scale, x / scale
    return x / scale * weight + (0 if bias is None else bias)


# ---------------------------------------------------------------- gpt-acc and the low-rank line: a small GPT
class GPT:
    layout = "dense"

    def __init__(self, architecture):
        self.norm, self.width = architecture["norm"], architecture["residual"]["sum"]["width"]
        self.gelu = {"gelu": "none", "geluTanh": "tanh"}[architecture["mlp"]["activation"]]

    def matrix(self, p, name):
        """As [in, out]: stored as [out, in], or as the product of two factors."""
        return p[name + ".A"] @ p[name + ".B"] if name + ".A" in p else p[name + ".weight"].T

    def queries_keys_values(self, p, x):
        if "blocks.0.attn.qkv_A" not in p:
            return (x @ self.matrix(p, "blocks.0.attn.qkv")).chunk(3, -1)
        narrow = x @ p["blocks.0.attn.qkv_A"]
        both = narrow @ p["blocks.0.attn.qkv_Bkv"]
        return narrow @ p["blocks.0.attn.qkv_Bq"], both, both

    def forward(self, p, tokens, record):
        def norm(name, hook, x):
            bias = p[name + ".bias"] if self.norm["kind"] == "layer" else None
            return normalize(x, record, hook, self.norm["epsilon"], p[name + ".weight"], bias)

        embed = p["token_emb.weight"][tokens]
        table = p["pos_emb.A"] @ p["pos_emb.B"] if "pos_emb.A" in p else p["pos_emb.weight"]
        position = table[: tokens.shape[1]].expand_as(embed)
        x = embed + position
        record |= {"hook_embed": embed, "hook_pos_embed": position, "blocks.0.hook_resid_pre": x}
        q, k, v = self.queries_keys_values(p, norm("blocks.0.ln1", "blocks.0.ln1", x))
        z = causal_attention(q, k, v, record)
        if "blocks.0.attn.proj.A" in p:
            record["blocks.0.attn.hook_out_factor"] = z @ p["blocks.0.attn.proj.A"]
        attended = z @ self.matrix(p, "blocks.0.attn.proj")
        mid = x + attended
        read = norm("blocks.0.ln2", "blocks.0.ln2", mid)
        pre = read @ self.matrix(p, "blocks.0.mlp.fc1")
        post = F.gelu(pre, approximate=self.gelu)
        written = post @ self.matrix(p, "blocks.0.mlp.fc2")
        if "blocks.0.mlp.fc1.A" in p:
            record["blocks.0.mlp.hook_pre_factor"] = read @ p["blocks.0.mlp.fc1.A"]
            record["blocks.0.mlp.hook_out_factor"] = post @ p["blocks.0.mlp.fc2.A"]
        x = mid + written
        last = norm("ln_f", "ln_final", x) if self.norm.get("isFinal", True) else x
        logits = last @ p["token_emb.weight"].T
        record |= {
            "blocks.0.hook_attn_out": attended, "blocks.0.hook_resid_mid": mid, "blocks.0.mlp.hook_pre": pre,
            "blocks.0.mlp.hook_post": post, "blocks.0.hook_mlp_out": written, "blocks.0.hook_resid_post": x,
            "logits": logits}
        return logits

    def is_trainable(self, name):
        return True


# ---------------------------------------------------------------- MicroAdder: [token dims | position dims]
class MicroAdder:
    layout = "split10"
    token_width = 2

    def __init__(self, architecture):
        self.trains_spiral = not any("frozen" in n for n in architecture["weights"]["positions"]["spiral"].values() if isinstance(n, dict))

    def forward(self, p, tokens, record):
        def norm(hook, x):  # one weight for all three
            return normalize(x, record, hook, 1e-5, p["blocks.0.ln1.weight"])

        table = self.arc(p)
        embed = table[tokens]
        position = self.positions(p)[: tokens.shape[1]].expand(len(tokens), -1, -1)
        x = torch.cat([embed, position], -1)
        record |= {"hook_embed": embed, "hook_pos_embed": position, "blocks.0.hook_resid_pre": x}
        content, route = norm("blocks.0.ln1", x).split([self.token_width, position.shape[-1]], -1)
        k = route @ p["blocks.0.attn.q_proj.weight"].T
        q = self.turn(k, p["blocks.0.attn.q_phase_angle"])
        z = causal_attention(q, k, content @ p["head_proj.weight"], record)
        factor = z @ p["blocks.0.attn.out_proj.A"]
        attended = factor @ p["blocks.0.attn.out_proj.B"]
        mid = x + attended
        pre = norm("blocks.0.ln2", mid) @ p["blocks.0.ffn.fc1.weight"].T
        post = F.gelu(pre)
        down = p.get("blocks.0.ffn.fc2.weight", p["head_proj.weight"].T)  # tied where the file has none
        written = post @ down.T
        x = mid + written
        projected = norm("ln_final", x) @ p["head_proj.weight"].T
        logits = projected @ table.T
        record |= {
            "blocks.0.attn.hook_out_factor": factor, "blocks.0.hook_attn_out": attended,
            "blocks.0.hook_resid_mid": mid, "blocks.0.mlp.hook_pre": pre, "blocks.0.mlp.hook_post": post,
            "blocks.0.hook_mlp_out": written, "blocks.0.hook_resid_post": x, "unembed.hook_projected": projected,
            "logits": logits}
        return logits

    def arc(self, p):
        angle = p["tok_arc_start"] + torch.arange(10).to(p["tok_arc_start"]) * p["tok_arc_stride"]
        return p["tok_arc_A"] * torch.stack([angle.cos(), angle.sin()], -1)

    def positions(self, p):
        """X, Y and Z share a turn of a spiral; + and the end token are at the origin."""
        place = torch.arange(DIGITS).to(p["spiral_amp"])
        angle = 2 * math.pi / DIGITS * place + p["spiral_phase"]
        circle = p["spiral_amp"] * torch.stack([angle.cos(), angle.sin()])
        number = torch.cat([circle, (p["spiral_slope"] * place + p["spiral_offset"])[None]]).T
        origin = torch.zeros_like(number[:1])
        return torch.cat([number, origin, number, p["special_pos_equals"], number, p["z_hi_pos"], origin])

    def turn(self, q, angle):
        """Rotates the features (0, 1) and (2, 3): a product of complex numbers. An odd one out stays."""
        even = q.shape[-1] // 2 * 2
        pairs = torch.view_as_complex(q[..., :even].unflatten(-1, (-1, 2)).contiguous())
        turned = torch.view_as_real(pairs * torch.polar(torch.ones_like(angle), angle)).flatten(-2)
        return torch.cat([turned, q[..., even:]], -1)

    def is_trainable(self, name):
        return self.trains_spiral or not name.startswith("spiral_")


def family(architecture):
    """The family of an architecture, or None if it is not one of the two above in every particular."""
    weights, shared = architecture.get("weights", {}), {"norm2": "norm1", "finalNorm": "norm1"}
    product = lambda first, rank: {"product": [first, "own"], "rank": rank}
    one_head = architecture["attention"]["heads"] == 1 and "layers" not in architecture and "hasBias" not in architecture["mlp"]
    usual = {"kind": "rms", "epsilon": 1e-5}
    if one_head and architecture["format"] == "dense":
        ranks = {name: weight["rank"] for name, weight in weights.items() if "rank" in weight}
        known = {"positions", "query", "key", "value", "output", "up", "down"}
        firsts = {"key": "query.first", "value": "query.first"}
        if weights.keys() <= known and all(
                weights[name] == product(firsts.get(name, "own"), ranks.get(name)) or (name, weights[name]) == ("value", "key")
                for name in weights):
            return GPT(architecture)
    if one_head and architecture["format"] == "split10":
        tied = {"tokens", "positions", "query", "value", "output", "down"}
        fits = (shared.items() <= weights.items() and weights.keys() - shared.keys() <= tied
                and weights["query"] == {"turned": "key"} and weights["value"] == {"transposed": "projection"}
                and weights["output"] == product("own", 1)
                and weights.get("down") in (None, {"transposed": "projection"}))
        if fits and usual.items() == architecture["norm"].items() and architecture["mlp"]["activation"] == "gelu":
            return MicroAdder(architecture)
    return None


# ---------------------------------------------------------------- what is written
def activations(model, weights):
    tokens, _ = encode(model.layout, PROBLEMS)
    record = {}
    with torch.no_grad():
        model.forward(weights, tokens, record)
    return record


def training(model, weights):
    """On BATCH: losses, the first gradient, and the parameters after the last step."""
    tokens, targets = encode(model.layout, BATCH)
    p = {name: value.clone().requires_grad_(model.is_trainable(name)) for name, value in weights.items()}
    learned = {name: value for name, value in p.items() if value.requires_grad}
    optimizer = torch.optim.AdamW(
        learned.values(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=WEIGHT_DECAY)
    losses, gradient = [], {}
    for step in range(STEPS):
        optimizer.zero_grad()
        logits = model.forward(p, tokens, {})[:, -targets.shape[1]:]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        losses.append(loss.detach())
        if step == 0:
            gradient = {"grad/" + name: value.grad.clone() for name, value in learned.items()}
        torch.nn.utils.clip_grad_norm_(learned.values(), CLIP)
        optimizer.step()
    after = {"after3/" + name: value.detach() for name, value in learned.items()}
    return {"losses": torch.stack(losses)} | gradient | after


def pointwise_error(values, golden):
    """The largest |x - golden| / max(1, |golden|), masked scores apart, which are infinite in both."""
    def error(x, g):
        return ((x.double() - g).abs() / g.abs().clamp(min=1))[g.isfinite()].max().item()

    return max(error(values[n], g) for n, g in golden.items())


def relative_error(values, golden):
    """|x - golden| / |golden| over all parameters, in the L2 norm."""
    difference = sum((values[n].double() - g).square().sum() for n, g in golden.items())
    return (difference / sum(g.square().sum() for g in golden.values())).sqrt().item()


def float32_error(model, weights, seen, learned):
    single = {name: value.float() for name, value in weights.items()}
    seen32, learned32 = activations(model, single), training(model, single)

    def part(values, prefix):
        return {name: value for name, value in values.items() if name.startswith(prefix)}

    errors = {
        "activations": pointwise_error(seen32, {n: g for n, g in seen.items() if n != "logits"}),
        "logits": pointwise_error(seen32, {"logits": seen["logits"]}),
        "losses": pointwise_error(learned32, part(learned, "losses")),
        "gradient": relative_error(learned32, part(learned, "grad/")),
        "after3": relative_error(learned32, part(learned, "after3/")),
    }
    return {kind: float(f"{error:.1e}") for kind, error in errors.items()}


def fixture(folder):
    with safe_open(folder / "model.safetensors", "pt") as file:
        architecture = json.loads(file.metadata()["architecture"])
        weights = {name: file.get_tensor(name) for name in sorted(file.keys())}
    sha256 = hashlib.sha256(b"".join(w.numpy().astype(numpy.dtype("<f4")).tobytes() for w in weights.values())).hexdigest()
    weights = {name: value.double() for name, value in weights.items()}
    model = family(architecture)
    if model is None:  # the tied line: make_tied_golden.py
        return
    seen, learned = activations(model, weights), training(model, weights)
    errors = float32_error(model, weights, seen, learned)
    tensors = seen | learned
    for prefix, problems in [("", PROBLEMS), ("batch/", BATCH)]:
        tensors[prefix + "tokens"] = encode(model.layout, problems)[0]
        tensors[prefix + "operands"] = torch.tensor(problems)
    path = HERE / f"{folder.name}.safetensors"
    # One string of metadata a file: the library writes several in no fixed order.
    save_file(
        {name: value.clone().contiguous() for name, value in tensors.items()}, path,
        {"golden": json.dumps({"weights_sha256": sha256, "float32_error": errors}, sort_keys=True)})
    path.chmod(0o644)
    print(f"{path.name}: {path.stat().st_size} bytes, losses {learned['losses'].tolist()}, float32 {errors}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for folder in sorted(path.parent for path in CHECKPOINTS.glob("*/model.safetensors")):
        fixture(folder)
