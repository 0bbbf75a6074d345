"""Runs a model of one block in PyTorch, by hand from its definition, with its activations edited by hand.

    python3 Tests/GoldenFixtures/edited_runs.py MODEL.safetensors TASK.json OUT.safetensors

Needs torch and safetensors. MODEL is a checkpoint of ours: gpt-acc's, MicroAdder's or Qwen3's tensors, whose metadata describes
the architecture. TASK has
  tokens, donors        rows of tokens, a donor for every row
  edits                 interventions as our JSON has them
  paths                 {"writer", "head"?, "reader", "with"}: what one component adds to the residual stream becomes its donor's, or
                        zero, for one reader alone: query, key, value, mlp or logits
  contrasts             for every row a list of [position, token, other token], whose mean logit difference is attributed
OUT gets, in float64, `edit/I` and `path/I`: the logits; `ig`: the product of (donor - row) of the token vectors with the mean
gradient of the logit differences on the straight path between them, [row, position], by the midpoint rule.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file

MIDPOINTS, BATCH = 2000, 100


class Run:
    """One pass. `see` is told every activation under its hook's name, and gives it back as the edits leave it."""

    def __init__(self, model, tokens, edits=(), donor=None, delta=None, embed=None):
        self.model, self.edits, self.donor, self.delta, self.embed = model, edits, donor, delta, embed
        self.held = {}
        self.logits = model.forward(tokens, self)

    def see(self, hook, x):
        for edit in self.edits:
            if edit["hook"] == hook:
                x = self.edited(edit, x)
        self.held[hook] = x
        return x

    def edited(self, edit, x):
        isAttention = x.dim() == 4 and edit["hook"].endswith(("pattern", "scores"))
        heads = slice(None) if edit.get("head") is None else [edit["head"]]
        hasHeads = x.dim() == 4
        chosen = torch.zeros_like(x, dtype=torch.bool)
        positions = edit.get("positions") or range(x.shape[2 if isAttention else 1])
        features = edit.get("features") or range(x.shape[-1])
        for position in positions:
            for feature in features:
                if isAttention:
                    if feature <= position:
                        chosen[:, heads, position, feature] = True
                elif hasHeads:
                    chosen[:, position, heads, feature] = True
                else:
                    chosen[:, position, feature] = True
        (kind, value), = edit["operation"].items()
        value = value.get("_0")
        if kind == "zero":
            new = torch.zeros_like(x)
        elif kind == "scale":
            new = x * value
        elif kind == "add":
            vector = torch.zeros(x.shape[-1]).to(x)
            vector[list(features)] = torch.tensor(value).to(x)
            new = x + vector
        elif kind == "values":
            new = torch.tensor(value).to(x).reshape(x.shape[1:]).expand_as(x)
        elif kind == "donor":
            new = self.donor.held[edit["hook"]]
        return torch.where(chosen, new, x)

    def read(self, reader, x):
        """The residual stream as a reader sees it."""
        return x + self.delta[1] if self.delta and self.delta[0] == reader else x


class Block:
    """What the families share: embeddings, attention, MLP and unembedding, with a family's own maps between."""

    def __init__(self, architecture, p):
        self.a, self.p = architecture, p
        self.heads = architecture["attention"]["heads"]
        self.keyHeads = architecture["attention"].get("keyValueHeads") or self.heads
        self.epsilon = architecture["norm"]["epsilon"]

    def norm(self, run, hook, x, weight, bias=None):
        if bias is not None:
            x = x - x.mean(-1, keepdim=True)
        x = x / (x.square().mean(-1, keepdim=True) + self.epsilon).sqrt()
        x = run.see(hook + ".hook_normalized", x) if hook else x
        return x * weight + (0 if bias is None else bias)

    def forward(self, tokens, run):
        block = "blocks.0."
        embed = run.see("hook_embed", self.table()[tokens] if run.embed is None else run.embed)
        position = self.positions(tokens)
        if position is not None:
            position = run.see("hook_pos_embed", position)
        x = run.see(block + "hook_resid_pre", self.join(embed, position))

        def heads(y, count):
            return y.unflatten(-1, (count, -1))

        # Each reader normalizes for itself what it reads; the hooks of that norm are those of the stream as it is.
        def normed(reader):
            name = "ln1" if not run.delta else None
            return self.norm(run, name and block + name, run.read(reader, x), *self.weights("norm1"))

        q = run.see(block + "attn.hook_q", heads(self.query(normed("query")), self.heads))
        k = run.see(block + "attn.hook_k", heads(self.key(normed("key")), self.keyHeads))
        v = run.see(block + "attn.hook_v", heads(self.value(normed("value")), self.keyHeads))
        q, k = self.finish(run, q, "q"), self.finish(run, k, "k")
        share = self.heads // self.keyHeads
        k, mixed = k.repeat_interleave(share, 2), v.repeat_interleave(share, 2)
        scores = torch.einsum("nqhf,nkhf->nhqk", q, k) / math.sqrt(q.shape[-1])
        future = torch.ones_like(scores, dtype=torch.bool).triu(1)
        scores = run.see(block + "attn.hook_attn_scores", scores.masked_fill(future, -math.inf))
        pattern = run.see(block + "attn.hook_pattern", scores.softmax(-1))
        z = run.see(block + "attn.hook_z", torch.einsum("nhqk,nkhf->nqhf", pattern, mixed))
        run.held["result"] = torch.einsum("nqhf,hfd->nqhd", z, self.output().unflatten(0, (self.heads, -1)))
        mid = run.see(block + "hook_resid_mid", x + run.see(block + "hook_attn_out", run.held["result"].sum(2)))
        y = self.norm(run, block + "ln2", run.read("mlp", mid), *self.weights("norm2"))
        written = run.see(block + "hook_mlp_out", self.mlp(run, y))
        post = run.see(block + "hook_resid_post", mid + written)
        last = self.norm(run, "ln_final", run.read("logits", post), *self.weights("finalNorm"))
        return self.unembed(last)

    def join(self, embed, position):
        return embed if position is None else embed + position

    def padded(self, hook, write):
        """What a component writes, as wide as the residual stream."""
        return write

    def finish(self, run, x, letter):
        return x

    def written(self, run, path):
        if path["writer"] == "head":
            return run.held["result"][:, :, path["head"]]
        return self.padded(path["writer"], run.held[path["writer"]])


class GPTAcc(Block):
    def table(self):
        return self.p["token_emb.weight"]

    def positions(self, tokens):
        rows = self.p["pos_emb.weight"][: tokens.shape[1]]
        return rows.expand(len(tokens), -1, -1)

    def weights(self, place):
        name = {"norm1": "blocks.0.ln1", "norm2": "blocks.0.ln2", "finalNorm": "ln_f"}[place]
        return self.p[name + ".weight"], self.p[name + ".bias"]

    def part(self, x, index):
        return x @ self.p["blocks.0.attn.qkv.weight"].chunk(3)[index].T

    def query(self, x):
        return self.part(x, 0)

    def key(self, x):
        return self.part(x, 1)

    def value(self, x):
        return self.part(x, 2)

    def output(self):
        return self.p["blocks.0.attn.proj.weight"].T

    def mlp(self, run, x):
        pre = run.see("blocks.0.mlp.hook_pre", x @ self.p["blocks.0.mlp.fc1.weight"].T)
        post = run.see("blocks.0.mlp.hook_post", F.gelu(pre, approximate="tanh"))
        return post @ self.p["blocks.0.mlp.fc2.weight"].T

    def unembed(self, x):
        return x @ self.table().T


class MicroAdder(Block):
    def table(self):
        p = self.p
        angle = p["tok_arc_start"] + p["tok_arc_stride"] * torch.arange(10, dtype=torch.float64)
        return p["tok_arc_A"] * torch.stack([torch.cos(angle), torch.sin(angle)], 1)

    def positions(self, tokens):
        p, rows = self.p, []
        digit = torch.arange(10, dtype=torch.float64)
        turn = 2 * math.pi * digit / 10 + p["spiral_phase"]
        spiral = torch.stack(
            [p["spiral_amp"] * torch.cos(turn), p["spiral_amp"] * torch.sin(turn), p["spiral_slope"] * digit + p["spiral_offset"]], 1)
        origin = torch.zeros(1, 3, dtype=torch.float64)
        rows = [spiral, origin, spiral, p["special_pos_equals"], spiral, p["z_hi_pos"], origin]
        return torch.cat(rows)[: tokens.shape[1]].expand(len(tokens), -1, -1)

    def join(self, embed, position):
        return torch.cat([embed, position], -1)

    def padded(self, hook, write):
        before, after = (0, 3) if hook == "hook_embed" else (2, 0) if hook == "hook_pos_embed" else (0, 0)
        return F.pad(write, (before, after))

    def weights(self, place):
        return (self.p["blocks.0.ln1.weight"],)

    def key(self, x):
        return x[..., 2:] @ self.p["blocks.0.attn.q_proj.weight"].T

    def query(self, x):
        a, b, c, d = self.key(x).unbind(-1)
        cos, sin = torch.cos(self.p["blocks.0.attn.q_phase_angle"]), torch.sin(self.p["blocks.0.attn.q_phase_angle"])
        return torch.stack([a * cos - b * sin, a * sin + b * cos, c * cos - d * sin, c * sin + d * cos], -1)

    def value(self, x):
        return x[..., :2] @ self.p["head_proj.weight"]

    def output(self):
        return self.p["blocks.0.attn.out_proj.A"] @ self.p["blocks.0.attn.out_proj.B"]

    def mlp(self, run, x):
        pre = run.see("blocks.0.mlp.hook_pre", x @ self.p["blocks.0.ffn.fc1.weight"].T)
        post = run.see("blocks.0.mlp.hook_post", F.gelu(pre))
        own = self.p.get("blocks.0.ffn.fc2.weight")
        return post @ (self.p["head_proj.weight"] if own is None else own.T)

    def unembed(self, x):
        return x @ self.p["head_proj.weight"].T @ self.table().T


class Qwen3(Block):
    prefix = "model.layers.0."

    def table(self):
        return self.p["model.embed_tokens.weight"]

    def positions(self, tokens):
        return None

    def weights(self, place):
        names = {"norm1": self.prefix + "input_layernorm", "norm2": self.prefix + "post_attention_layernorm", "finalNorm": "model.norm"}
        return (self.p[names[place] + ".weight"],)

    def attention(self, x, name):
        return x @ self.p[f"{self.prefix}self_attn.{name}.weight"].T

    def query(self, x):
        return self.attention(x, "q_proj")

    def key(self, x):
        return self.attention(x, "k_proj")

    def value(self, x):
        return self.attention(x, "v_proj")

    def output(self):
        return self.p[self.prefix + "self_attn.o_proj.weight"].T

    def finish(self, run, x, letter):
        x = self.norm(run, f"blocks.0.attn.{letter}_norm", x, self.p[f"{self.prefix}self_attn.{letter}_norm.weight"])
        n, half = x.shape[-1], x.shape[-1] // 2
        rate = self.a["attention"]["rotary"]["base"] ** (-2 * torch.arange(half, dtype=torch.float64) / n)
        angle = (torch.arange(x.shape[1], dtype=torch.float64)[:, None] * rate)[None, :, None]
        a, b = x[..., :half], x[..., half:]
        x = torch.cat([a * torch.cos(angle) - b * torch.sin(angle), a * torch.sin(angle) + b * torch.cos(angle)], -1)
        return run.see(f"blocks.0.attn.hook_rot_{letter}", x)

    def mlp(self, run, x):
        gate = run.see("blocks.0.mlp.hook_pre", x @ self.p[self.prefix + "mlp.gate_proj.weight"].T)
        up = run.see("blocks.0.mlp.hook_pre_linear", x @ self.p[self.prefix + "mlp.up_proj.weight"].T)
        post = run.see("blocks.0.mlp.hook_post", gate * torch.sigmoid(gate) * up)
        return post @ self.p[self.prefix + "mlp.down_proj.weight"].T

    def unembed(self, x):
        return x @ self.table().T


def integrated_gradients(model, tokens, donors, contrasts):
    start, end = Run(model, tokens).held["hook_embed"], Run(model, donors).held["hook_embed"]
    total = torch.zeros_like(start)
    for places in ((torch.arange(MIDPOINTS, dtype=torch.float64) + 0.5) / MIDPOINTS).split(BATCH):
        path = start + places[:, None, None, None] * (end - start)
        embed = path.flatten(0, 1).requires_grad_(True)
        logits = Run(model, tokens.repeat(len(places), 1), embed=embed).logits.unflatten(0, (len(places), -1))
        value = sum(
            (logits[:, row, place, token] - logits[:, row, place, other]).sum() / len(pairs)
            for row, pairs in enumerate(contrasts) for place, token, other in pairs)
        total += torch.autograd.grad(value, embed)[0].unflatten(0, (len(places), -1)).sum(0) / MIDPOINTS
    return ((end - start) * total).sum(-1)


def main(path, task, out):
    torch.set_num_threads(1)  # matrices this small only lose by sharing
    with safe_open(path, "pt") as file:
        architecture = json.loads(file.metadata()["architecture"])
        weights = {name: file.get_tensor(name).double() for name in file.keys()}
    family = {"dense": GPTAcc, "split10": MicroAdder, "qwen3": Qwen3}[architecture["format"]]
    model, task = family(architecture, weights), json.load(open(task))
    tokens, donors = torch.tensor(task["tokens"]), torch.tensor(task["donors"])
    results = {}
    with torch.no_grad():
        clean, donor = Run(model, tokens), Run(model, donors)
        results["clean"] = clean.logits
        for index, edit in enumerate(task["edits"]):
            results[f"edit/{index}"] = Run(model, tokens, edits=[edit], donor=donor).logits
        for index, path in enumerate(task["paths"]):
            write = model.written(clean, path)
            new = model.written(donor, path) if path["with"] == "donor" else torch.zeros_like(write)
            results[f"path/{index}"] = Run(model, tokens, delta=(path["reader"], new - write)).logits
    results["ig"] = integrated_gradients(model, tokens, donors, task["contrasts"])
    save_file({name: value.detach().clone().contiguous() for name, value in results.items()}, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
