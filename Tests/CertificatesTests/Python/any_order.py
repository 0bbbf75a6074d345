"""Computes sums' logits in float32, every sum in a random order, and how they compare with what the checker takes for possible.

    any_order.py CHECKER.py CHECKPOINT COUNT

Prints, by stage of the model, the greatest share of its bound that a difference from the exact number had, as JSON. The checker's
own code is used for what is exact and for bounds only.
"""

import importlib.util
import json
import math
import random
import sys

import numpy as np

checker_path, checkpoint, count = sys.argv[1:]
specification = importlib.util.spec_from_file_location("checker", checker_path)
checker = importlib.util.module_from_spec(specification)
specification.loader.exec_module(checker)

description, tensors, _ = checker.read_checkpoint(checkpoint)
model = checker.Model(checker.Architecture(description), tensors)
a, chance, float32 = model.a, random.Random(2026), np.float32
shares = {}


def stored(numbers):
    return numbers and [float32(float(number.exact)) for number in numbers]


weights = {place: list(map(stored, model.w.matrix(place))) for place in a.shapes}
biases = {place: stored(model.w.bias(place)) for place in a.shapes}
factors = model.factors and [list(map(stored, factor)) for factor in model.factors]


def total(numbers):
    """A sum in a random order, in a random tree."""
    numbers = list(numbers)
    chance.shuffle(numbers)
    while len(numbers) > 1:
        at = chance.randrange(len(numbers) - 1) if chance.random() < 0.5 else 0
        numbers[at : at + 2] = [numbers[at] + numbers[at + 1]]
    return numbers[0]


def times(rows, x, bias=None):
    return [total([w * n for w, n in zip(row, x)] + ([bias[r]] if bias else [])) for r, row in enumerate(rows)]


def through(place, x):
    return times(weights[place], x, biases[place])


def norm(x, place):
    if a.is_layer_norm and place in ("norm1", "norm2", "finalNorm"):
        mean = total(x) / float32(len(x))
        x = [n - mean for n in x]
    square = total([n * n for n in x]) / float32(len(x)) + float32(a.epsilon)
    divided = [n * (float32(1) / np.sqrt(square)) for n in x] if chance.random() < 0.5 else [n / np.sqrt(square) for n in x]
    scaled = [n * w for n, w in zip(divided, weights[place][0])]
    return [n + b for n, b in zip(scaled, biases[place])] if biases[place] else scaled


def activated(x):
    if a.activation == "gelu":
        return float32(0.5) * x * (float32(1) + float32(math.erf(float(x * float32(math.sqrt(0.5))))))
    if a.activation == "geluTanh":
        inner = float32(math.sqrt(2 / math.pi)) * (x + float32(0.044715) * x * x * x)
        return float32(0.5) * x * (float32(1) + np.tanh(inner))
    return x / (float32(1) + np.exp(-x))


def turned(head, position):
    result = list(head)
    for j, rate in enumerate(a.angles or []):
        p, q = (2 * j, 2 * j + 1) if a.is_interleaved else (j, j + len(head) // 2)
        cosine, sine = (float32(float(f(position * rate))) for f in (checker.arb.cos, checker.arb.sin))
        result[p], result[q] = head[p] * cosine - head[q] * sine, head[p] * sine + head[q] * cosine
    return result


def compare(stage, numbers, exact, errors):
    for number, x, error in zip(numbers, exact, errors):
        difference = abs(checker.arb(float(number)) - x)
        if difference > 0:
            share = float((difference / error).upper()) if error > 0 else math.inf
            shares[stage] = max(shares.get(stage, 0), share)


def compare_spread(stage, numbers, spread):
    whole = spread.unscaled()
    compare(stage, numbers, whole.values.entries(), whole.error.entries())


def local(key):
    """A key's stream, and each head's query, key and value."""
    position, token = key
    stream = weights["tokens"][token]
    if "positions" in a.shapes:
        row = weights["positions"][position]
        stream = stream + row if a.is_split else [n + m for n, m in zip(stream, row)]
    normed, result = norm(stream, "norm1"), [stream]
    for place in checker.QKV:
        width = a.dv if place == "value" else a.dqk
        heads = checker.grid(through(place, [normed[f] for f in a.reads[place]]), width)
        if place + "Norm" in a.shapes:
            heads = [norm(head, place + "Norm") for head in heads]
        result.append(heads if place == "value" else [turned(head, position) for head in heads])
    exact = model.local(*key)
    compare("stream", stream, [n.exact for n in exact[0]], [n.error for n in exact[0]])
    for stage, heads, spreads in zip(checker.QKV, result[1:], exact[1:]):
        for head, spread in zip(heads, spreads):
            compare_spread(stage, head, spread)
    return result


def mixed(head, keys, found):
    """What a head hands on."""
    shared, query = head * a.key_heads // a.heads, found[-1][1][head]
    root = float32(1 / math.sqrt(a.dqk))
    scores = [total([q * k for q, k in zip(query, own[2][shared])]) * root for own in found]
    exponentials = [np.exp(score - max(scores)) for score in scores]
    denominator = total(exponentials)
    values = [own[3][shared] for own in found]
    if chance.random() < 0.5:
        mixture = [total([e / denominator * v[f] for e, v in zip(exponentials, values)]) for f in range(a.dv)]
    else:
        mixture = [total([e * v[f] for e, v in zip(exponentials, values)]) / denominator for f in range(a.dv)]
    u, vectors, rounding = model.attention(head, keys[-1], keys)
    exact = checker.arb_mat([u]) * vectors * (1 / sum(u, checker.arb(0)))
    compare("mixture", mixture, exact.entries(), [rounding.error(*x) for x in checker.features_of(vectors)])
    return mixture


def behind(stream):
    """The logits, from the stream behind attention; compared with what is exact of this very stream."""
    spread = checker.Spread.point([checker.Number(checker.arb(float(n))) for n in stream])
    hidden, exact_hidden = norm(stream, "norm2"), model.norm(spread, "norm2")
    compare_spread("norm", hidden, exact_hidden)
    up, exact_up = through("up", hidden), exact_hidden.mapped(model.maps["up"])
    if "gate" in model.maps:
        up = [activated(g) * n for g, n in zip(through("gate", hidden), up)]
        exact_up = exact_hidden.mapped(model.maps["gate"]).activated(a.activation).times(exact_up)
    else:
        up, exact_up = list(map(activated, up)), exact_up.activated(a.activation)
    compare_spread("mlp", up, exact_up)
    stream = [n + m for n, m in zip(stream, through("down", up))]
    stream = norm(stream, "finalNorm") if "finalNorm" in model.maps else stream
    stream = through("projection", stream) if "projection" in model.maps else stream
    compare_spread("end", stream, model.behind_attention(spread))
    return through("unembedding", stream)


for _ in range(int(count)):
    x, y, place = chance.randrange(10**10), chance.randrange(10**10), chance.randrange(11)
    of = {"x": x, "y": y, "z": x + y}
    roles = a.roles[: a.first_query + place + 1]
    keys = [(p, n if kind == "always" else of[kind] // 10**n % 10) for p, (kind, n) in enumerate(roles)]
    found = [local(key) for key in keys]
    mixture = [number for head in range(a.heads) for number in mixed(head, keys, found)]
    if factors and chance.random() < 0.5:
        added = times(checker.transposed(factors[1]), times(checker.transposed(factors[0]), mixture))
    else:
        added = through("output", mixture)
    logits = behind([n + m for n, m in zip(found[-1][0], added)])
    right = (x + y) // 10**place % 10
    # In float64: the checker's bound is of the two logits.
    leads = [float(logits[right]) - float(logit) for token, logit in enumerate(logits) if token != right]
    compare("lead", leads, *model.lead_in(x, y, place))

print(json.dumps(shares))
