"""The bench's models in JAX: each a tree of weights and a function from weights and tokens to logits."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import peer

random = np.random.default_rng(0)


def weight(*shape, std=0.3):
    return jnp.array(random.normal(size=shape) * std, jnp.float32)


def attend(q, k, v):
    """Causal attention; all of `[..., position, feature]`."""
    scores = q @ jnp.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    causal = jnp.tril(jnp.ones(scores.shape[-2:], bool))
    return jax.nn.softmax(jnp.where(causal, scores, -1e9), -1) @ v


def rms_norm(x, w, epsilon):
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + epsilon) * w


def layer_norm(x, w, b):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-6) * w + b


def norm(width):
    return jnp.ones(width), jnp.zeros(width)


def dense(width=7, hidden=14, layers=1, heads=1, bias=False, tied=True):
    def block():
        w = dict(norm1=norm(width), norm2=norm(width), qkv=weight(width, 3 * width), out=weight(width, width))
        w |= dict(up=weight(width, hidden), down=weight(hidden, width))
        return w | dict(up_bias=jnp.zeros(hidden), down_bias=jnp.zeros(width)) if bias else w

    weights = dict(tokens=weight(14, width), positions=weight(35, width), norm=norm(width))
    weights["blocks"] = [block() for _ in range(layers)]
    if not tied:
        weights["head"] = weight(width, 14)

    def run(w, tokens):
        batch, positions = tokens.shape
        x = w["tokens"][tokens] + w["positions"][:positions]
        for b in w["blocks"]:
            split = (layer_norm(x, *b["norm1"]) @ b["qkv"]).reshape(batch, positions, 3, heads, width // heads)
            q, k, v = split.transpose(2, 0, 3, 1, 4)
            x = x + attend(q, k, v).swapaxes(1, 2).reshape(batch, positions, width) @ b["out"]
            h = jax.nn.gelu(layer_norm(x, *b["norm2"]) @ b["up"] + b.get("up_bias", 0))
            x = x + h @ b["down"] + b.get("down_bias", 0)
        return layer_norm(x, *w["norm"]) @ (w["tokens"].T if tied else w["head"])

    return weights, run


def low_rank(width=4, hidden=6, rank=3, position_rank=2):
    weights = dict(
        tokens=weight(14, width), positions=(weight(33, position_rank), weight(position_rank, width)),
        norm1=jnp.ones(width), norm2=jnp.ones(width), norm=jnp.ones(width),
        first=weight(width, rank), query=weight(rank, width), key_value=weight(rank, width),
        out=(weight(width, rank), weight(rank, width)), up=(weight(width, rank), weight(rank, hidden)),
        down=(weight(hidden, rank), weight(rank, width)))  # fmt: skip

    def run(w, tokens):
        x = w["tokens"][tokens] + (w["positions"][0] @ w["positions"][1])[: tokens.shape[1]]
        h = rms_norm(x, w["norm1"], 1e-8) @ w["first"]
        keys = h @ w["key_value"]
        x = x + attend(h @ w["query"], keys, keys) @ w["out"][0] @ w["out"][1]
        h = jax.nn.gelu(rms_norm(x, w["norm2"], 1e-8) @ w["up"][0] @ w["up"][1], approximate=False)
        x = x + h @ w["down"][0] @ w["down"][1]
        return rms_norm(x, w["norm"], 1e-8) @ w["tokens"].T

    return weights, run


def micro_adder(query_key=4, trains_spiral=False, ties_down=True):
    spiral = jnp.array([3.5, 0.0, 0.15, 0.0])
    weights = dict(
        arc=jnp.array([2.5, -1.2, 0.29]), carry=weight(1, 3), equals=weight(1, 3), query_key=weight(query_key, 3),
        angle=jnp.zeros(1), out_a=weight(5, 1), out_b=weight(1, 5), up=weight(2, 5), project=weight(2, 5),
        norm=jnp.ones(5))  # fmt: skip
    if trains_spiral:
        weights["spiral"] = spiral
    if not ties_down:
        weights["down"] = weight(2, 5)

    def run(w, tokens):
        digit = jnp.arange(10.0)
        angle = w["arc"][1] + digit * w["arc"][2]
        table = w["arc"][0] * jnp.stack([jnp.cos(angle), jnp.sin(angle)], 1)
        amplitude, phase, slope, offset = w.get("spiral", spiral)
        turn = 2 * math.pi * digit / 10 + phase
        places = jnp.stack([amplitude * jnp.cos(turn), amplitude * jnp.sin(turn), slope * digit + offset], 1)
        positions = jnp.concatenate([places, jnp.zeros((1, 3)), places, w["equals"], places, w["carry"]])
        here = jnp.broadcast_to(positions[: tokens.shape[1]], (*tokens.shape, 3))
        x = jnp.concatenate([table[tokens], here], -1)
        h = rms_norm(x, w["norm"], 1e-5)
        k = h[..., 2:] @ w["query_key"].T
        c, s = jnp.cos(w["angle"]), jnp.sin(w["angle"])
        turned = [k[..., 0] * c - k[..., 1] * s, k[..., 0] * s + k[..., 1] * c]
        turned += [k[..., 2] * c - k[..., 3] * s, k[..., 2] * s + k[..., 3] * c]
        q = jnp.concatenate([jnp.stack(turned, -1), k[..., 4:]], -1)
        x = x + attend(q, k, h[..., :2] @ w["project"]) @ w["out_a"] @ w["out_b"]
        h = jax.nn.gelu(rms_norm(x, w["norm"], 1e-5) @ w["up"].T, approximate=False)
        x = x + h @ w.get("down", w["project"])
        return rms_norm(x, w["norm"], 1e-5) @ w["project"].T @ table.T

    return weights, run


MODELS = {
    "microadder-57": (micro_adder, {}, 256),
    "microadder-67": (micro_adder, {"ties_down": False}, 256),
    "microadder-74": (micro_adder, {"query_key": 5, "trains_spiral": True, "ties_down": False}, 256),
    "lowrank-262": (low_rank, {}, 512),
    "gptacc-777": (dense, {}, 512),
    "small-2L-64d": (dense, {"width": 64, "hidden": 256, "layers": 2, "heads": 2, "bias": True, "tied": False}, 512),
}


def build(name):
    """Random weights, the function of them, and the batch that the model is trained with."""
    kind, options, batch = MODELS[name]
    weights, run = kind(**options)
    peer.check(name, sum(leaf.size for leaf in jax.tree.leaves(weights)))
    return weights, run, batch
