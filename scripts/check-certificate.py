#!/usr/bin/env python3
"""Checks a certificate of `analyze certify` against the checkpoint that it is about, independently of the prover.

    check-certificate.py CERTIFICATE.json CHECKPOINT

CHECKPOINT is a folder with a model.safetensors in it, or such a file. Prints one line; the exit code is 0 (accepted),
1 (rejected), 64 (usage) or 65 (a file is damaged or no certificate). Needs Python 3.10 and python-flint.

Nothing is shared with the prover, neither code nor arithmetic: here real numbers are balls of Arb, and sums over the
places of an addition are sums of integers. A claim must hold for all of a ball: rounding can make a right claim fail,
but no wrong one pass.

Why this is a proof: fix the place that is predicted and the token before it, a *question*. The query and every key are
then functions of a position and its token, and a head hands on N / D with N = sum u v, D = sum u, u = exp(score).
`N / D <= t` says that the greatest `sum u (v - t)` over all operands is at most 0, and a dynamic program over the places
with the carry as its state finds that (`Question`). The boxes so checked bound a few coordinates, and the rest of the
model is a function of these alone: the right digit's lead is bounded piece by piece (`Spread`). If every digit is right
after the true ones, greedy decoding is right.

Of a certificate in real arithmetic all claims are confirmed. Besides, by running error analysis (Wilkinson 1963), it is shown
where it can be that float32 programs are right, too, in whatever order they add (`Rounding` says what is assumed of them).
A certificate in float32 is of one program; of it the same is shown for all of them, with margins of its own.
"""

import hashlib
import json
import math
import os
import re
import struct
import sys
from operator import add

try:
    from flint import arb, arb_mat, ctx
except ImportError:
    sys.exit("python-flint is needed: pip install python-flint")

ctx.prec = 128  # bits
SCALE = 200  # sums over places are of integers, in units of 2^-SCALE
MOST_PIECES = 500  # into which a leaf of the certificate is cut where one bound does not show what it claims
DIGITS = range(10)


class Malformed(Exception):
    """A file is not what it should be."""


class Rejected(Exception):
    """A claim was not confirmed."""


# -------------------------------------------------------------------------------------------------------------- Files


def typed(value, kind, what):
    """A value of JSON: bool, str, dict, list, object (any), int (not negative), float (finite), [kind], or one of some words."""
    if isinstance(kind, list):
        return [typed(item, kind[0], what) for item in typed(value, list, what)]
    if isinstance(kind, tuple):
        good = isinstance(value, str) and value in kind
    elif kind is float:
        good = type(value) in (int, float) and abs(value) < 1e300 and float(value) == value
    elif kind is int:
        good = type(value) is int and 0 <= value < 10**10
    else:
        good = kind is object or type(value) is kind
    if not good:
        raise Malformed(f"{what} is not what it should be: {value!r:.60}")
    return float(value) if kind is float else value


def record(thing, what, **kinds):
    """An object's members in the order asked for. Those of a kind (kind, default) may be missing; no others may be there."""
    typed(thing, dict, what)
    for name in thing.keys() - kinds.keys():
        raise Malformed(f"{what} has an unknown member {name!r:.60}")
    values = []
    for name, kind in kinds.items():
        is_optional = isinstance(kind, tuple) and not isinstance(kind[0], str)
        if name in thing:
            values.append(typed(thing[name], kind[0] if is_optional else kind, f"{what}: {name}"))
        elif is_optional:
            values.append(kind[1])
        else:
            raise Malformed(f"{what} has no {name!r}")
    return values


def read_json(content, what):
    """JSON without repeated names and numbers that are none."""

    def unique(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name stands twice in an object")
        return dict(pairs)

    def refuse(word):
        raise ValueError(f"{word} is no number")

    try:
        return json.loads(content.decode(), object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{what} is no proper JSON: {error}") from None


def read_checkpoint(path):
    """The architecture's JSON, the tensors by name as (shape, numbers), and the SHA-256 of all weights."""
    path = os.path.join(path, "model.safetensors") if os.path.isdir(path) else path
    with open(path, "rb") as file:
        content = file.read(1 << 26)
    length = int.from_bytes(content[:8], "little")
    header, data = content[8 : 8 + length], content[8 + length :]
    if length == 0 or len(header) < length:
        raise Malformed(f"{path!r} is no safetensors file")
    entries = typed(read_json(header, "the checkpoint's header"), dict, "the checkpoint's header")
    notes = typed(entries.pop("__metadata__", {}), dict, "the checkpoint's metadata")
    if (notes.get("format"), notes.get("format_version")) != ("carryscope", "1"):
        raise Malformed(f"{path!r} is no checkpoint of ours (`analyze convert` makes one)")
    tensors, ranges = {}, []
    for name, entry in entries.items():
        what = f"tensor {name!r:.80}"
        _, shape, offsets = record(entry, what, dtype=("F32",), shape=[int], data_offsets=[int])
        count = math.prod(shape)
        if len(offsets) != 2 or offsets[1] - offsets[0] != 4 * count or offsets[1] > len(data):
            raise Malformed(f"{what} does not have the size of its shape")
        tensors[name] = (shape, [Number(arb(n)) for n in struct.unpack(f"<{count}f", data[offsets[0] : offsets[1]])])
        if not all(number.exact.is_finite() for number in tensors[name][1]):
            raise Malformed(f"{what} has a number that is not finite")
        ranges.append(offsets)
    ranges.sort()
    if [0] + [end for _, end in ranges] != [start for start, _ in ranges] + [len(data)]:
        raise Malformed("the checkpoint's tensors overlap, or leave bytes between them")
    architecture = typed(notes.get("architecture"), str, "the architecture")
    return read_json(architecture.encode(), "the architecture"), tensors, hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------------------------------------------------------ Rounding


class Rounding:
    """float32, and what a program is taken to do in it, for statements about all programs:

    - Operations are rounded to nearest; what is below `LEAST` may be taken for 0. The steps are the model's, each by itself.
      Sums are in any order, with fused multiply-adds or without; what is added to the stream may be added term by term.
    - Weights that are derived from others are the exact ones, faithfully rounded, or products of factors, which are multiplied
      out or used one after the other. Turns by positions are right within 2 `UNIT`.
    - exp is within four units in the last place, a square root and its reciprocal within one; an activation `x g(x)`, with
      g between 0 and 1, is within 16 `UNIT` of it, times |x|.
    - A norm has one factor for all features, and squares the numbers that it divides: no mean of squares less a squared mean.
    - Softmax is exponentials of scores less the greatest, over one sum of them; queries, keys or scores have the root.
    - The greatest logit is the answer.
    """

    UNIT = arb(1) / 2**24  # half a unit in the last place of 1
    LEAST = arb(1) / 2**126  # the least normal number
    MOST = 2**40  # no weight or feature may be above it: then nothing that is computed of them is infinite

    @staticmethod
    def of(count):
        """So many roundings in a row, relatively (Higham 2002, Lemma 3.1)."""
        return count * Rounding.UNIT / (1 - count * Rounding.UNIT)


class Number:
    """A number that a program computes: the exact one, and how far from it the computed one is at most."""

    __slots__ = ("exact", "error")

    def __init__(self, exact, error=arb(0)):
        self.exact, self.error = exact, error

    @staticmethod
    def of(x):
        """What is already one, or a constant, rounded."""
        if isinstance(x, Number):
            return x
        x = arb(x)
        is_known = x.is_exact() and (
            x.is_zero() or int(x.man_exp()[0]).bit_length() <= 24 and Rounding.LEAST <= abs(x) <= Rounding.MOST
        )
        return Number(x, arb(0) if is_known else 2 * Rounding.UNIT * x.abs_upper() + Rounding.LEAST)

    @staticmethod
    def rounded(exact, inherited):
        """The result of an operation of numbers whose own errors take its result so far."""
        if exact.is_zero() and inherited.is_zero():
            return Number(exact)
        return Number(exact, inherited + Rounding.UNIT * (exact.abs_upper() + inherited) + Rounding.LEAST)

    def magnitude(self):
        return self.exact.abs_upper() + self.error

    def __add__(self, other):
        other = Number.of(other)
        return Number.rounded(self.exact + other.exact, self.error + other.error)

    def __mul__(self, other):
        other = Number.of(other)
        inherited = self.magnitude() * other.error + self.error * other.exact.abs_upper()
        return Number.rounded(self.exact * other.exact, inherited)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return Number(-self.exact, self.error)

    def __sub__(self, other):
        return self + -other

    def cos(self):
        return Number(self.exact.cos(), self.error + 2 * Rounding.UNIT)

    def sin(self):
        return Number(self.exact.sin(), self.error + 2 * Rounding.UNIT)


def exacts(rows):
    """The exact numbers of rows of numbers."""
    return arb_mat([[number.exact for number in row] for row in rows])


def errors(rows):
    return arb_mat([[number.error for number in row] for row in rows])


def uppers(matrix):
    """A matrix's absolute values, rounded up."""
    return arb_mat(matrix.nrows(), matrix.ncols(), [x.abs_upper() for x in matrix.entries()])


class Linear:
    """A linear map, `[output, input]`, and what its program's rounding adds."""

    def __init__(self, rows, bias=None, further=0):
        """Each product goes through `further` roundings besides."""
        rows = [[Number.of(x) for x in row] for row in rows]
        self.matrix, self.bias = exacts(rows), bias and column([x.exact for x in bias])
        self.magnitudes = uppers(self.matrix)
        self.most = Rounding.MOST if greatest(self.magnitudes.entries()) < Rounding.MOST else 0
        # Of a sum, at most.
        products = max(sum(not (x.exact.is_zero() and x.error.is_zero()) for x in row) for row in rows)
        self.terms = products + (bias is not None)
        each = Rounding.of(self.terms + further)
        # Of each weight: its own error, and what the sum's roundings do to its product.
        self.slack = arb_mat([[x.error + each * x.magnitude() for x in row] for row in rows])
        of_bias = [x.error + each * x.magnitude() for x in bias] if bias else [arb(0)] * len(rows)
        self.constant = column([error + 2 * self.terms * Rounding.LEAST for error in of_bias])

    def error(self, values, error):
        """How far results are at most, where inputs are within values, and so far from them."""
        inputs = uppers(values) + error
        if not greatest(inputs.entries()) < self.most:
            # Too large to be sure of, or nothing is known of them.
            return self.constant * arb.nan()
        return self.magnitudes * error + self.slack * inputs + self.constant


# ------------------------------------------------------------------------------------------------------- Architecture

# Tokens; whether operands begin with 10^9; what stands before, between and behind them; how many positions are read.
FORMATS = {
    "dense": (14, True, [], [10], [11], 33),
    "split10": (10, False, [], [0], [0], 33),
    "split14": (14, False, [], [10], [11], 33),
    "digitsOnly": (10, True, [], [], [], 30),
    "qwen3": (10, False, [0], [0, 0], [0], 34),
}
PLACES = (
    "tokens positions norm1 query key queryNorm keyNorm value output norm2 gate up down finalNorm projection unembedding"
).split()
NORMS = ("norm1", "queryNorm", "keyNorm", "norm2", "finalNorm")
QKV = ("query", "key", "value")


class Architecture:
    """What the checkpoint says the model is, and the shapes of all weights."""

    def __init__(self, document):
        form, residual, attention, mlp, norm, context, layers, self.weights, reads, naming = record(
            document, "the architecture", format=tuple(FORMATS), residual=dict, attention=dict, mlp=dict, norm=dict,
            contextLength=(int, None), layers=(int, 1), weights=(dict, {}), reads=(dict, {}), naming=(tuple(NAMES), None),
        )
        self.tokens, starts_high, before, between, behind, positions = FORMATS[form]
        order = list(reversed(DIGITS)) if starts_high else list(DIGITS)
        # What stands at each position: a digit of x, y or the sum z, or always one token.
        self.roles = [("always", token) for token in before] + [("x", place) for place in order]
        self.roles += [("always", token) for token in between] + [("y", place) for place in order]
        self.roles += [("always", token) for token in behind]
        self.first_query = len(self.roles) - 1
        self.roles += [("z", place) for place in DIGITS]
        self.is_split = "split" in residual
        sizes = record(residual, "residual", **{"split" if self.is_split else "sum": dict})[0]
        sizes = record(sizes, "residual", **({"token": int, "position": int} if self.is_split else {"width": int}))
        self.width = sum(sizes)
        self.heads, self.dqk, self.dv, key_heads, norms_heads, rotary = record(
            attention, "attention", heads=int, queryKeyWidth=int, valueWidth=int,
            keyValueHeads=(int, None), normalizesQueryKey=(bool, False), rotary=(dict, None),
        )
        self.key_heads = self.heads if key_heads is None else key_heads
        hidden, self.activation, self.has_bias = record(
            mlp, "mlp", hidden=int, activation=("gelu", "geluTanh", "swiGLU"), hasBias=(bool, False)
        )
        norm, self.epsilon, is_final = record(norm, "norm", kind=("rms", "layer"), epsilon=float, isFinal=(bool, True))
        self.is_layer_norm = norm == "layer"
        self.naming = naming or ("microAdder" if self.is_split else "gptAcc")
        context = positions if context is None else context
        counts = [*sizes, self.heads, self.dqk, self.dv, self.key_heads, hidden, context]
        is_possible = layers == 1 and context >= positions and 0 <= self.epsilon <= 1 and all(1 <= n <= 4096 for n in counts)
        if not is_possible or self.heads % self.key_heads:
            raise Malformed("the architecture has several layers, or sizes that make no sense")
        self.angles, self.is_interleaved = None, False  # by how much a position turns each pair of features
        if rotary is not None:
            words = ("interleaved", "halves")
            base, pairing, period = record(rotary, "rotary", base=float, pairing=words, period=(float, None))
            if self.dqk % 2 or base <= 0 or (period is not None and period <= 0):
                raise Malformed("rotary positions make no sense")
            rate = arb(1) if period is None else 2 * arb.pi() / arb(period)
            self.angles = [rate * (arb(-2 * j) / self.dqk * arb(base).log()).exp() for j in range(self.dqk // 2)]
            self.is_interleaved = pairing == "interleaved"
        every = range(self.width)
        parts = {"all": every, "token": every, "position": every}
        usual = ("all", "all", "all")
        if self.is_split:
            parts |= {"token": every[: sizes[0]], "position": every[sizes[0] :]}
            usual = ("position", "position", "token")
        asked = record(reads, "reads", **{place: (tuple(parts), part) for place, part in zip(QKV, usual)})
        self.reads = {place: parts[part] for place, part in zip(QKV, asked)}
        # Rows (outputs) and columns (inputs), in the order of the computation.
        projects = self.is_split or "projection" in self.weights
        read = {place: len(part) for place, part in self.reads.items()}
        shapes = {
            "tokens": (self.tokens, sizes[0]), "positions": (context, sizes[-1]), "norm1": (1, self.width),
            "query": (self.heads * self.dqk, read["query"]), "key": (self.key_heads * self.dqk, read["key"]),
            "queryNorm": (1, self.dqk), "keyNorm": (1, self.dqk), "value": (self.key_heads * self.dv, read["value"]),
            "output": (self.width, self.heads * self.dv), "norm2": (1, self.width), "gate": (hidden, self.width),
            "up": (hidden, self.width), "down": (self.width, hidden), "finalNorm": (1, self.width),
            "projection": (sizes[0], self.width), "unembedding": (self.tokens, sizes[0] if projects else self.width),
        }
        absent = {
            "positions": rotary is not None and "positions" not in self.weights, "queryNorm": not norms_heads,
            "keyNorm": not norms_heads, "gate": self.activation != "swiGLU", "finalNorm": not is_final,
            "projection": not projects,
        }
        self.shapes = {place: shape for place, shape in shapes.items() if not absent.get(place)}
        if self.is_split and "positions" not in self.shapes:
            raise Malformed("a split stream without position vectors")
        record(self.weights, "weights", **{prefix + p: (object, 0) for p in self.shapes for prefix in ("", "blocks.0.")})


# ------------------------------------------------------------------------------------------------------------ Weights

# What the families of sources call the tensors of each of PLACES, in that order.
_DENSE = (
    "token_emb pos_emb {b}ln1 {b}attn.q_proj {b}attn.k_proj {b}attn.q_norm {b}attn.k_norm {b}attn.v_proj {b}attn.proj"
    " {b}ln2 {b}mlp.gate {b}mlp.fc1 {b}mlp.fc2 ln_f head_proj lm_head"
)
_ADDER = (
    "tok_emb pos_emb {b}ln1 {b}attn.q_proj {b}attn.k_proj {b}attn.q_norm {b}attn.k_norm {b}attn.v_proj {b}attn.out_proj"
    " {b}ln2 {b}ffn.gate {b}ffn.fc1 {b}ffn.fc2 ln_f head_proj lm_head"
)
_FLAT = (
    "tok_emb pos_emb norm1 q_proj k_proj q_norm k_norm v_proj out_proj norm2 gate fc1 fc2 norm_f head_proj lm_head"
)
_SPIRAL = (
    "tok_emb pos_emb ln1 q_proj k_proj q_norm k_norm v_proj out_proj ln2 ffn.gate ffn.0 ffn.2 ln_f head_proj lm_head"
)
_QWEN = (
    "model.embed_tokens model.embed_positions {m}input_layernorm {m}self_attn.q_proj {m}self_attn.k_proj"
    " {m}self_attn.q_norm {m}self_attn.k_norm {m}self_attn.v_proj {m}self_attn.o_proj {m}post_attention_layernorm"
    " {m}mlp.gate_proj {m}mlp.up_proj {m}mlp.down_proj model.norm head_proj lm_head"
)
FAMILIES = {
    "gptAcc": _DENSE, "lowRank": _DENSE, "microAdder": _ADDER, "microAdderFlat": _FLAT, "spiral": _SPIRAL, "qwen3": _QWEN,
}
NAMES = {
    family: dict(zip(PLACES, names.format(b="blocks.0.", m="model.layers.0.").split()))
    for family, names in FAMILIES.items()
}
# Parts, and tensors that several of queries, keys and values share, whose names do not follow from the place's.
for _family, _names in NAMES.items():
    _spiral = "pos_" if _family == "spiral" else ""
    _names |= {f"tokens.tok_arc_{n}": f"tok_arc_{n}" for n in ("A", "B", "start", "stride")}
    _names |= {f"positions.spiral_{n}": f"{_spiral}spiral_{n}" for n in ("amp", "phase", "slope", "offset")}
    _names |= {f"positions.{n}": n for n in ("pos_corr_slope", "pos_corr_intercept", "pos_correction")}
    _names |= {
        "positions.digits": "digit_enc", "positions.carry": "z_hi_pos", "positions.equals": "special_pos_equals",
        "positions.plusEquals": "special_pos_learned", "positions.all": "special_pos",
    }
    if _family in ("gptAcc", "lowRank"):
        _names |= {"query+key+value": "blocks.0.attn.qkv_shared", "query+key": "blocks.0.attn.qk_shared"}
        _names |= {"key+value": "blocks.0.attn.kv_shared"}
    elif _family != "qwen3":
        _names |= {"query+key": _names["query"], "query.angle": _names["query"].replace("q_proj", "q_phase_angle")}
NAMES["spiral"] |= {"positions.carry": "z10_enc", "positions.all": "special_enc"}

# The operations of expressions, with what may stand beside them.
OPERATIONS = {
    "own": (), "transposed": (), "scaled": ("by",), "turned": ("by",), "product": ("rank",), "number": (),
    "constant": (), "arc": (), "ellipse": (), "places": (), "spiral": ("special",),
}


def transposed(rows):
    return [list(column) for column in zip(*rows)]


def product(first, second):
    """The product of two matrices of numbers, with room for a program that multiplies by one and then by the other."""
    exact, (p, q) = exacts(first) * exacts(second), (uppers(exacts(rows)) for rows in (first, second))
    inherited = p * errors(second) + errors(first) * (q + errors(second))
    slack = Rounding.of(len(second) + max(len(first), len(second[0])))
    if not greatest(p.entries() + q.entries()) < Rounding.MOST:
        slack = arb.nan()
    least = 2 * len(second) * Rounding.LEAST * (1 + greatest(q.entries()))
    numbers = zip(exact.entries(), inherited.entries(), (p * q).entries())
    numbers = [Number(x) if m <= 0 and e <= 0 else Number(x, e + slack * (m + e) + least) for x, e, m in numbers]
    return grid(numbers, exact.ncols())


def grid(numbers, columns):
    """Numbers row by row."""
    return [numbers[start : start + columns] for start in range(0, len(numbers), columns)]


class Weights:
    """The weights of every place as real numbers: a tensor's are what they are, what is derived from them is enclosed."""

    def __init__(self, architecture, tensors):
        self.a, self.shapes = architecture, architecture.shapes
        # Names depend on which places use a tensor: a first round, all zeros, finds that out.
        self.tensors, self.matrices, self.used = None, {}, {}
        for place in self.shapes:
            self.user = place
            self.matrix(place)
            self.bias(place)
        self.lies_at, needed = self.named()
        for name in needed.keys() ^ tensors.keys():
            raise Malformed(f"tensor {name!r:.80} is missing, or has no place in the architecture")
        for name, shape in needed.items():
            if shape != tensors[name][0]:
                raise Malformed(f"tensor {name!r} has the shape {tensors[name][0]}, and needs {shape}")
        self.tensors = tensors
        for place in self.shapes:
            self.matrices[place] = self.matrix(place)

    def named(self):
        """Where each tensor lies: a name, the index of its first number, the distance of its rows; and the shape of each name."""
        table, used, lies_at, needed = NAMES[self.a.naming], self.used, {}, {}
        is_gpt = self.a.naming == "gptAcc"
        users = {key: places for key, (_, places) in used.items()}
        is_common = {part: any(users.get((p, part)) == list(QKV) for p in QKV) for part in ("first", "second")}
        is_alone = {part: all(users.get((p, part)) == [p] for p in QKV) for part in ("weight", "second")}
        for (place, part), (shape, places) in used.items():
            ending = "".join("." + {"first": "A", "second": "B"}.get(word, word) for word in part.split("."))
            name = table.get(f"{place}.{part}") or table[place] + ending
            sharing = "+".join(p for p in QKV if p in places)
            if place in QKV and not part.endswith(("angle", "scale")):
                if part in ("first", "second") and is_common["first"] != is_common["second"]:
                    if is_gpt and is_common["first"] and is_alone["second"]:
                        name = "blocks.0.attn.qkv" + ending
                    elif "blocks" in table.get("key+value", ""):
                        letters = "" if places[:3] == list(QKV) else "".join(p[0] for p in places if p in QKV)
                        name = f"blocks.0.attn.qkv_{ending[1:]}{letters}"
                else:
                    name = table.get(sharing, table[place]) + ending
            lies_at[place, part] = (name, 0, shape[-1] if shape else 1)
            needed[name] = list(shape)
        # In gpt-acc, queries, keys and values that are each for themselves lie in one tensor, side by side.
        for part, side in (("weight", 0), ("second", 1)):
            if not is_gpt or not is_alone[part] or (part == "second" and not is_common["first"]):
                continue
            shapes = [used[place, part][0] for place in QKV]
            if any(len(shape) != 2 or shape[1 - side] != shapes[0][1 - side] for shape in shapes):
                continue
            start, total = 0, sum(shape[side] for shape in shapes)
            for place, shape in zip(QKV, shapes):
                needed.pop(lies_at[place, part][0], None)
                columns = shape[1] if side == 0 else total
                lies_at[place, part] = ("blocks.0.attn.qkv" + (".weight" if side == 0 else ".B"), start, columns)
                start += shape[side] * (columns if side == 0 else 1)
            needed[lies_at["query", part][0]] = [total, shapes[0][1]] if side == 0 else [shapes[0][0], total]
        if len({(name, start) for name, start, _ in lies_at.values()}) < len(lies_at):
            raise Malformed("two tensors of the architecture have one name")
        return lies_at, needed

    def own(self, place, part, *shape):
        """The numbers of a tensor, row by row."""
        if self.tensors is None:
            places = self.used.setdefault((place, part), (shape, []))[1]
            if self.user not in places:
                places.append(self.user)
            return [Number(arb(0))] * math.prod(shape)
        name, start, stride = self.lies_at[place, part]
        rows, columns = shape if len(shape) == 2 else (1, math.prod(shape))
        return [self.tensors[name][1][start + r * stride + c] for r in range(rows) for c in range(columns)]

    # What places have

    def expression(self, place):
        usual = "tokens" if place == "unembedding" else "own"
        return self.a.weights.get("blocks.0." + place, self.a.weights.get(place, usual))

    def reference(self, text):
        """The place that a text refers to, and of a factor which; None where it is no reference."""
        found = re.fullmatch(r"(?:blocks\.0\.)?(\w+)(?:\.(first|second))?", text) if isinstance(text, str) else None
        return found.groups() if found and found[1] in self.shapes else None

    def owner(self, place):
        """The place whose numbers a place has: itself, unless it only refers to all of another."""
        for _ in PLACES:
            other = self.reference(self.expression(place))
            if other is None or other[1]:
                return place
            place = other[0]
        raise Malformed("weights refer to each other in a circle")

    def matrix(self, place):
        """A place's weights, `[output, input]`; of a table `[row, feature]`; of a norm one row."""
        known = self.matrices.get(place)
        return known or self.evaluated(self.expression(place), place, "", *self.shapes[place])

    def bias(self, place):
        """A place's bias, or None: layers of the MLP and norms of mean and variance have one beside a tensor of their own."""
        place = self.owner(place)
        rows, columns = self.shapes[place]
        count = rows if place in ("gate", "up", "down") and self.a.has_bias else None
        if place in ("norm1", "norm2", "finalNorm") and self.a.is_layer_norm:
            count = columns
        return self.own(place, "bias", count) if count and self.holds_tensor(self.expression(place)) else None

    def holds_tensor(self, x):
        if not isinstance(x, dict):
            return x == "own"
        inner = [x[name] for name in ("transposed", "scaled", "turned") if name in x]
        return "own" in x or any(self.holds_tensor(y) for y in inner + x.get("product", []))

    def holds_product(self, x):
        """Whether numbers have errors of their own: of a product, of what is made of one, and of a reference to another place."""
        if not isinstance(x, dict):
            return self.reference(x) is not None
        return "product" in x or any(self.holds_product(x[name]) for name in ("transposed", "scaled", "turned") if name in x)

    def factors(self, place):
        """What the input meets first and then, `[input, output]`, where a place's weights are a product; else None."""
        owner = self.owner(place)
        x = self.expression(owner)
        if not isinstance(x, dict) or "product" not in x:
            return None
        return [self.factor(x, index, owner, "", *self.shapes[place]) for index in (0, 1)]

    def factor(self, x, index, place, prefix, rows, columns):
        factors, rank = record(x, "a product", product=list, rank=int)
        if len(factors) != 2 or not 1 <= rank <= 512:
            raise Malformed(f"weights.{place}: a product has two factors and a rank")
        inputs, outputs = (rows, columns) if place in ("tokens", "positions") else (columns, rows)
        shape = (rank, outputs) if index else (inputs, rank)
        return self.evaluated(factors[index], place, prefix + ("second" if index else "first"), *shape)

    # Expressions

    def evaluated(self, x, place, part, rows, columns):
        """The matrix of an expression at a place; part says of what within it, or nothing."""
        result = [[Number.of(number) for number in row] for row in self.value(x, place, part, rows, columns)]
        if not self.holds_product(x):
            result = [[Number.of(number.exact) for number in row] for row in result]
        if len(result) != rows or any(len(row) != columns for row in result):
            raise Malformed(f"weights.{place}: shapes disagree")
        return result

    def value(self, x, place, part, rows, columns):
        def own(name, *shape):
            return self.own(place, name, *shape)

        prefix = part + "." if part else ""
        is_norm, is_tokens, is_positions = (not part and place in of for of in (NORMS, ["tokens"], ["positions"]))
        if x == "own":
            return grid(own(part or "weight", *([columns] if place in NORMS else [rows, columns])), columns)
        if x == "unit" and is_norm:
            return [[arb(1)] * columns]
        if x == "sinusoids" and is_positions:
            angles = [[p / arb(10000) ** (arb(c // 2 * 2) / columns) for c in range(columns)] for p in range(rows)]
            return [[angle.cos() if c % 2 else angle.sin() for c, angle in enumerate(row)] for row in angles]
        if (other := self.reference(x)) is not None:
            if other[1] is None:
                return self.matrix(other[0])
            owner, index = self.owner(other[0]), int(other[1] == "second")
            return self.factor(self.expression(owner), index, owner, "", *self.shapes[owner])
        operation = next((name for name in OPERATIONS if isinstance(x, dict) and name in x), None)
        if operation is None or x.keys() - {operation, *OPERATIONS[operation]}:
            raise Malformed(f"weights.{place}: there is no such expression: {x!r:.60}")
        inner = x[operation]
        if operation == "own":
            zeros = {tuple(entry) for entry in record(inner, "own", zeros=([[int]], []))[0]}
            there = [(r, c) for r in range(rows) for c in range(columns) if (r, c) not in zeros]
            shape = [columns] if place in NORMS else [rows, columns]
            numbers = dict(zip(there, own(part or "weight", *([len(there)] if zeros else shape))))
            return [[numbers.get((r, c), arb(0)) for c in range(columns)] for r in range(rows)]
        if operation == "transposed":
            return transposed(self.evaluated(inner, place, part, columns, rows))
        if operation == "scaled":
            matrix = self.evaluated(inner, place, part, rows, columns)
            (factor,) = own(prefix + "scale")
            return [[factor * number for number in row] for row in matrix]
        if operation == "turned":
            matrix = self.evaluated(inner, place, part, rows, columns)
            heads = max(rows // self.a.dqk, 1) if place in ("query", "key") and not part else 1
            width, result = rows // heads, list(matrix)
            for head, angle in enumerate(own(prefix + "angle", heads)):
                for r in range(head * width, head * width + width - 1, 2):
                    p, q, cosine, sine = matrix[r], matrix[r + 1], angle.cos(), angle.sin()
                    result[r] = [cosine * m - sine * n for m, n in zip(p, q)]
                    result[r + 1] = [sine * m + cosine * n for m, n in zip(p, q)]
            return result
        if operation == "product":
            first, second = (self.factor(x, index, place, prefix, rows, columns) for index in (0, 1))
            matrix = product(first, second)
            return matrix if place in ("tokens", "positions") else transposed(matrix)
        if operation == "number" and is_norm:
            return [own("weight") * columns]
        if operation == "constant":
            return [[arb(number) for number in row] for row in typed(inner, [[float]], "a constant")]
        if operation in ("arc", "ellipse") and is_tokens:
            sine = {} if operation == "arc" else {"sineAmplitude": object}
            record(inner, operation, **dict.fromkeys(("amplitude", "start", "stride"), (object, 0)), **sine)
            (a,) = own("tok_arc_A")
            (b,) = own("tok_arc_B") if sine else [a]
            (start,), (stride,) = own("tok_arc_start"), own("tok_arc_stride")
            angles = [start + d * stride for d in range(rows)]
            return [[a * angle.cos(), b * angle.sin()] + [arb(0)] * (columns - 2) for angle in angles]
        if operation == "places" and is_positions:
            return self.digit_places(grid(own("digits", 10, columns), columns), inner, columns)
        if operation == "spiral" and is_positions:
            *_, kind = record(
                inner, "spiral", **dict.fromkeys(("amp", "phase", "slope", "offset"), (object, 0)),
                correction=(("none", "linear", "full"), "none"),
            )
            amplitude, phase, slope, offset = (own("spiral_" + n)[0] for n in ("amp", "phase", "slope", "offset"))
            factors = [arb(1)] * 10
            if kind == "linear":
                (gain,), (start,) = own("pos_corr_slope"), own("pos_corr_intercept")
                factors = [1 + start + gain * i for i in DIGITS]
            elif kind == "full":
                factors = [1 + correction for correction in own("pos_correction", 10)]
            angles = [arb.pi() * i / 5 + phase for i in DIGITS]
            table = [[amplitude * t.cos(), amplitude * t.sin(), slope * i + offset] for i, t in enumerate(angles)]
            table = [[f * n for n in row] + [arb(0)] * (columns - 3) for f, row in zip(factors, table)]
            return self.digit_places(table, x.get("special", "equals"), columns)
        raise Malformed(f"weights.{place}: {operation!r} is not for this place")

    def digit_places(self, digits, special, columns):
        """X, Y and Z share the digits' rows; `+`, `=` and EOS are zero where they are not learned, Z10 is learned always."""
        which = {"none": "", "equals": "=", "plusEquals": "+=", "all": "+=E"}
        which = which[typed(special, tuple(which), "special positions")]
        carry = self.own("positions", "carry", 1, columns)
        rows = self.own("positions", special, len(which), columns) if which else []
        learned = dict(zip(which, grid(rows, columns)))
        plus, equals, end = (learned.get(name, [arb(0)] * columns) for name in "+=E")
        return [*digits, plus, *digits, equals, *digits, carry, end]


# --------------------------------------------------------------------------------------------------------- Enclosures


def column(numbers):
    return arb_mat([[number] for number in numbers])


def square(x):
    """The squares of a ball's numbers; Arb's product may be negative where the ball holds 0."""
    return (x.abs_lower() * x.abs_lower()).union(x.abs_upper() * x.abs_upper())


def greatest(numbers):
    """An upper bound of all of some numbers; infinite where of one nothing is known."""
    uppers = [x.upper() for x in numbers]
    if not all(x.is_finite() for x in uppers):
        return arb.pos_inf()
    # Exact numbers, compared exactly.
    result = uppers[0]
    for x in uppers[1:]:
        result = x if x > result else result
    return result


def tightest(a, b):
    """What two enclosures of the same numbers say together."""
    return a.intersection(b) if a.is_finite() and b.is_finite() else a if a.is_finite() else b


def taylor(kind, x):
    """An activation `x g(x)`, and its first two derivatives."""
    if kind == "gelu":
        density = (-square(x) / 2).exp() / (2 * arb.pi()).sqrt()
        g, dg, ddg = (-x / arb(2).sqrt()).erfc() / 2, density, -x * density
    else:
        # g is logistic in v: x itself, or 2 sqrt(2 / pi) (x + 0.044715 x^3).
        v, dv, ddv = x, arb(1), arb(0)
        if kind == "geluTanh":
            factor, cubic = 2 * (2 / arb.pi()).sqrt(), arb(44715) / 1000000
            v, dv, ddv = factor * x * (1 + cubic * square(x)), factor * (1 + 3 * cubic * square(x)), factor * 6 * cubic * x
        g = 1 / (1 + (-v).exp())
        slope = g * (1 - g)
        dg, ddg = slope * dv, slope * ((1 - 2 * g) * square(dv) + ddv)
    return x * g, g + x * dg, 2 * dg + x * ddg


def enclosed(kind, x):
    """An activation's values and derivatives over a ball. What has a slope other than 0 is between its values at the ends."""
    value, slope, curvature = taylor(kind, x)
    if x.is_exact():
        return value, slope
    middle, low, high = (taylor(kind, t) for t in (x.mid(), x.lower(), x.upper()))
    offset = x - x.mid()
    is_monotone = curvature > 0 or curvature < 0
    slope = low[1].union(high[1]) if is_monotone else tightest(slope, middle[1] + curvature * offset)
    is_monotone = slope > 0 or slope < 0
    return low[0].union(high[0]) if is_monotone else tightest(value, middle[0] + slope * offset), slope


class Spread:
    """A vector as a function of coordinates over a box: at its middle, all over it, and its derivatives all over it.

    What a program computes is, feature by feature, at most `error` from it, all times 1 + d, where |d| is at most `scale`.
    """

    def __init__(self, middle, values, slopes, offsets, error, scale=arb(0)):
        self.middle, self.slopes, self.offsets, self.error, self.scale = middle, slopes, offsets, error, scale
        # By the mean-value theorem, the middle's values plus slopes times offsets enclose the values, too.
        linear = middle + slopes * offsets if offsets.nrows() else middle
        self.values = column([tightest(v, w) for v, w in zip(values.entries(), linear.entries())])

    @staticmethod
    def point(numbers, scale=arb(0)):
        exact = column([number.exact for number in numbers])
        return Spread(exact, exact, arb_mat(len(numbers), 0), arb_mat(0, 1), column([n.error for n in numbers]), scale)

    def numbers(self):
        """Without `scale`."""
        return list(map(Number, self.values.entries(), self.error.entries()))

    def executed(self):
        """What the program's numbers are at most, by magnitude."""
        return (uppers(self.values) + self.error) * (1 + self.scale)

    def unscaled(self):
        """The same, with all errors in `error`."""
        if self.scale.is_zero():
            return self
        error = self.error + (uppers(self.values) + self.error) * self.scale
        return Spread(self.middle, self.values, self.slopes, self.offsets, error)

    def plus(self, linear, x):
        """A stream to which a linear map of x is added: when it is summed, or term by term."""
        added, sums = self.unscaled(), x.mapped(linear).unscaled()
        most = zip(added.executed().entries(), sums.executed().entries())
        room = column([Rounding.of(linear.terms + 1) * (m + n) + Rounding.LEAST for m, n in most])
        values, error = added.values + sums.values, added.error + sums.error + room
        return Spread(added.middle + sums.middle, values, added.slopes + sums.slopes, added.offsets, error)

    def mapped(self, linear):
        middle, values = linear.matrix * self.middle, linear.matrix * self.values
        if linear.bias is not None:
            middle, values = middle + linear.bias, values + linear.bias
        error = linear.error(self.values, self.error) * (1 + 2 * self.scale)
        if linear.bias is not None:
            # A bias has no scale: 1 + d times a little less than it.
            error += uppers(linear.bias) * (self.scale / (1 - self.scale))
        return Spread(middle, values, linear.matrix * self.slopes, self.offsets, error, self.scale)

    def by_feature(self, middle, values, slopes, error):
        slopes = arb_mat(slopes) if self.offsets.nrows() else arb_mat(len(values), 0)
        return Spread(column(middle), column(values), slopes, self.offsets, column(error))

    def times(self, other):
        """The product, feature by feature."""
        self, other = self.unscaled(), other.unscaled()
        (u, s), (v, t) = ((x.values.entries(), x.slopes.tolist()) for x in (self, other))
        slopes = [[m * b + n * a for m, n in zip(p, q)] for a, b, p, q in zip(u, v, s, t)]
        middle = [a * b for a, b in zip(self.middle.entries(), other.middle.entries())]
        error = [(p * q).error for p, q in zip(self.numbers(), other.numbers())]
        return self.by_feature(middle, [a * b for a, b in zip(u, v)], slopes, error)

    def activated(self, kind):
        self = self.unscaled()
        ranges = [enclosed(kind, x) for x in self.values.entries()]
        slopes = [[s * slope for s in row] for (_, slope), row in zip(ranges, self.slopes.tolist())]
        # No activation's second derivative is above 1: so much a slope may grow on the way to what the program has.
        error = [
            (slope.abs_upper() + e) * e + 16 * Rounding.UNIT * (x.abs_upper() + e) + Rounding.LEAST
            for (_, slope), x, e in zip(ranges, self.values.entries(), self.error.entries())
        ]
        return self.by_feature([taylor(kind, x)[0] for x in self.middle.entries()], [v for v, _ in ranges], slopes, error)

    def normalized(self, epsilon):
        """Divided by the root of the mean square and epsilon."""
        n = self.values.nrows()
        growth = self.values.transpose() * self.slopes
        at_middle = sum(map(square, self.middle.entries()), arb(0)) / n + epsilon
        linear = at_middle + (growth * self.offsets)[0, 0] * 2 / n if self.offsets.nrows() else at_middle
        mean = tightest(sum(map(square, self.values.entries()), arb(0)) / n + epsilon, linear)
        factor = mean.rsqrt()
        slopes = self.slopes * factor - self.values * growth * (factor * factor * factor / n)
        error, scale = self.norm_error(mean, epsilon)
        return Spread(self.middle * at_middle.rsqrt(), self.values * factor, slopes, self.offsets, error, scale)

    def norm_error(self, mean, epsilon):
        """How far a program's norm can be from this one's, whose mean square, with epsilon, is known; and its scale.

        With f = mean^(-1/2), a norm's derivatives are those of `f x`: by feature `f dx - f x sum of (f x) (f dx) / n`.
        """
        n, errors = self.values.nrows(), self.error.entries()
        most = (uppers(self.values) + self.error).entries()
        # Anywhere between what is exact and what the program has.
        least = mean.lower() - 2 * sum((m * e for m, e in zip(most, errors)), arb(0)) / n
        if not (least > 1 / arb(Rounding.MOST) ** 2 and greatest(most) < Rounding.MOST):
            return column(errors) * arb.nan(), arb.nan()
        # No feature of a norm is above the root of n.
        factor, root = least.rsqrt(), arb(n).sqrt()
        scaled = [x if x < root else root for x in (m * factor for m in most)]
        turn = sum((m * e for m, e in zip(scaled, errors)), arb(0)) * factor / n
        error = column([e * factor + m * turn + Rounding.of(2) * m + Rounding.LEAST for e, m in zip(errors, scaled)])
        # Half of what the mean square's n + 5 roundings do, and the root's two. A scale is divided away, but for epsilon.
        own = Rounding.of(n // 2 + 5) + 4 * n * Rounding.LEAST / least
        inherited = self.scale * (1 + 4 * self.scale) * epsilon / least
        scale = own + inherited + own * inherited
        return error, scale if scale < 2**-8 else arb.nan()


# -------------------------------------------------------------------------------------------------------------- Model


class Model:
    """A model of one layer: what a position is by its token, and what is made of what attention hands on."""

    def __init__(self, architecture, tensors):
        self.a, self.w = architecture, Weights(architecture, tensors)
        self.known, self.factors = {}, self.w.factors("output")
        n, self.maps = architecture.width, {}
        self.centering = Linear([[arb(r == c) - arb(1) / n for c in range(n)] for r in range(n)])
        for place in architecture.shapes:
            rows, bias = self.w.matrix(place), self.w.bias(place)
            if place in NORMS:
                rows = [[x if r == c else arb(0) for c in range(len(rows[0]))] for r, x in enumerate(rows[0])]
            self.maps[place] = Linear(rows, bias)
            if bias and place in ("output", "unembedding"):
                raise Malformed(f"weights.{place}: a bias that this checker knows nothing of")
        # By how much every other token's logit is behind an answer's, and what rounding does to the two.
        rows = exacts(self.w.matrix("unembedding")).tolist()
        unembedding = self.maps["unembedding"]
        slack, constant = unembedding.slack.tolist(), unembedding.constant.entries()
        self.behind, self.pairs = [], []
        for answer in DIGITS:
            others = [token for token in range(len(rows)) if token != answer]
            self.behind.append(arb_mat([[p - q for p, q in zip(rows[answer], rows[t])] for t in others]))
            both = arb_mat([list(map(add, slack[answer], slack[t])) for t in others])
            self.pairs.append((uppers(self.behind[-1]), both, column([constant[answer] + constant[t] for t in others])))

    def norm(self, x, place):
        if self.a.is_layer_norm and place in ("norm1", "norm2", "finalNorm"):
            x = x.mapped(self.centering)
        return x.normalized(self.a.epsilon).mapped(self.maps[place])

    def local(self, position, token):
        """What depends on a position and its token: its stream, and each head's query, key and value."""
        if (position, token) in self.known:
            return self.known[position, token]
        a, w = self.a, self.w
        stream = w.matrix("tokens")[token]
        if "positions" in a.shapes:
            row = w.matrix("positions")[position]
            stream = stream + row if a.is_split else list(map(add, stream, row))
        normed = self.norm(Spread.point(stream), "norm1")
        numbers, result = normed.numbers(), [stream]
        for place in QKV:
            read = Spread.point([numbers[f] for f in a.reads[place]], normed.scale).mapped(self.maps[place])
            heads = [Spread.point(head, read.scale) for head in grid(read.numbers(), a.dv if place == "value" else a.dqk)]
            if place + "Norm" in a.shapes:
                heads = [self.norm(head, place + "Norm") for head in heads]
            if a.angles and place != "value":
                heads = [Spread.point(self.turned(head.numbers(), position), head.scale) for head in heads]
            result.append(heads)
        self.known[position, token] = result
        return result

    def turned(self, head, position):
        """A head's features turned in pairs by the position's angles."""
        result = list(head)
        for j, rate in enumerate(self.a.angles):
            first, second = (2 * j, 2 * j + 1) if self.a.is_interleaved else (j, j + len(head) // 2)
            p, q = head[first], head[second]
            cosine, sine = (Number(f(position * rate), 2 * Rounding.UNIT) for f in (arb.cos, arb.sin))
            result[first], result[second] = p * cosine - q * sine, p * sine + q * cosine
        return result

    def attention(self, head, asking, keys):
        """A head's weights of (position, token) keys, up to a factor, for another's query; their values; and both's rounding."""
        shared = head * self.a.key_heads // self.a.heads
        query, root = self.local(*asking)[1][head], 1 / arb(self.a.dqk).sqrt()
        found = [self.local(*key) for key in keys]
        asked, values = [local[2][shared] for local in found], [local[3][shared].unscaled().numbers() for local in found]
        # Queries and keys may both have the root's root, a constant.
        answer = query.mapped(Linear([key.numbers() for key in asked], further=4))
        scores = [score * root for score in answer.values.entries()]
        # All of a key's features have its scale, and so has its score.
        errors = zip(scores, answer.error.entries(), (key.scale for key in asked))
        error = greatest(
            e * root + (s.abs_upper() + e * root) * (Rounding.of(3) + scale) * (1 + query.scale) for s, e, scale in errors
        )
        shift = max((score.mid() for score in scores), key=float)
        weights = [(score - shift).exp() for score in scores]
        return weights, exacts(values), MixtureRounding(values, error, query.scale, asking[0] + 1)

    def behind_attention(self, x):
        """What the unembedding reads, from the stream to which attention has been added."""
        hidden = self.norm(x, "norm2")
        up = hidden.mapped(self.maps["up"])
        if "gate" in self.maps:
            up = hidden.mapped(self.maps["gate"]).activated(self.a.activation).times(up)
        else:
            up = up.activated(self.a.activation)
        x = x.plus(self.maps["down"], up)
        x = self.norm(x, "finalNorm") if "finalNorm" in self.maps else x
        return x.mapped(self.maps["projection"]) if "projection" in self.maps else x

    def leads(self, question, box, answer, margins):
        """How far an answer's logit is ahead of every other token's in a box; the same of float32 programs; and which coordinate to
        cut for better bounds.

        Coordinates times their columns are what attention adds to the stream. A program's may be beyond the box, by `margins`.
        """
        stream, columns = question.stream, question.columns
        middles, ends = column([arb(cut(side)) for side in box]), column([arb(low).union(arb(high)) for low, high in box])
        wider = column([arb(low - m).union(arb(high + m)) for (low, high), m in zip(box, margins)])
        middle, values = (stream + columns * x if box else stream for x in (middles, wider))
        offsets = wider - middles if box else arb_mat(0, 1)
        programs, roundings, lead = self.lead(Spread(middle, values, columns, offsets, question.error), answer)
        slopes, programs = lead.slopes, [x - rounding for x, rounding in zip(programs, roundings)]
        # The slopes of the wider box hold in the box, too.
        leads = (lead.middle + slopes * (ends - middles) if box else lead.middle).entries()
        widths = [high - low for low, high in box]
        if all(entry.is_finite() for entry in leads):
            worst = min(range(len(leads)), key=lambda k: float(leads[k].lower()))
            widths = [float(abs(slopes[worst, r]).upper()) * width for r, width in enumerate(widths)]
        return leads, programs, max(range(len(box)), key=widths.__getitem__, default=None)

    def lead(self, entry, answer):
        """How far an answer's logit is ahead of every other token's, what rounding does to that, and its slopes."""
        x = self.behind_attention(entry)
        matrix, (magnitudes, slack, constant) = self.behind[answer], self.pairs[answer]
        lead = Spread(matrix * x.middle, matrix * x.values, matrix * x.slopes, x.offsets, x.error)
        # A scale that all logits have changes no comparison, and no lead by more than itself.
        most = x.executed()
        rounding = (magnitudes * x.error + slack * most + constant).entries()
        if not greatest(most.entries()) < self.maps["unembedding"].most:
            rounding = [arb.nan() for _ in rounding]
        return lead.values.entries(), [r + v.abs_upper() * x.scale for r, v in zip(rounding, lead.values.entries())], lead

    def lead_in(self, x, y, place):
        """The same of one sum's digit, after the true ones before."""
        of = {"x": x, "y": y, "z": x + y}
        roles = self.a.roles[: self.a.first_query + place + 1]
        keys = [(p, n if kind == "always" else of[kind] // 10**n % 10) for p, (kind, n) in enumerate(roles)]
        mixed, errors, most = [], [], []
        for head in range(self.a.heads):
            weights, values, rounding = self.attention(head, keys[-1], keys)
            mixed += (arb_mat([weights]) * values * (1 / sum(weights, arb(0)))).entries()
            errors += [rounding.error(*x) for x in features_of(values)]
            most += [m + e for m, e in zip(rounding.most, errors[-self.a.dv :])]
        start = self.local(*keys[-1])[0]
        stream = column([x.exact for x in start]) + self.maps["output"].matrix * column(mixed)
        error = self.entry_error(start, most) + self.maps["output"].magnitudes * column(errors)
        entry = Spread(stream, stream, arb_mat(len(start), 0), arb_mat(0, 1), error)
        return self.lead(entry, (x + y) // 10**place % 10)[:2]

    def entry_error(self, start, most):
        """How far a program's stream behind attention is from the exact one of its own mixtures, which are at most `most`."""
        output = self.maps["output"]
        added = (output.magnitudes * column(most)).entries()
        errors = output.error(column(most), column([arb(0)] * len(most))).entries()
        sums = zip(start, added, errors)
        # The sum may be added, or each of its terms; those of a factor may be more.
        every = Rounding.of(max(output.terms, len(self.factors[1]) if self.factors else 0) + 1)
        return column([n.error + e + every * (n.magnitude() + m + e) + Rounding.LEAST for n, m, e in sums])


class MixtureRounding:
    """How far the mixture of values that a program computes can be from the exact one, whatever tokens the query's keys have.

    With h a key's distance from the greatest score, its weight `w = e^-h` is computed as `w (1 + a)`. Where scores are off by s
    and exponentials by k, |a| is at most e^s - 1 + k, and h units for the rounding of the difference, and h d where d is the
    query's scale. Weights add up to at least 1, and `h e^-h` is at most 1 / e: over n keys the mean of h is at most n / e.

    Sums add roundings of their own, V to a weight and M to its product with a value. With z the mixture of values v and
    B = (1 + a)(1 + V) - 1, the error is `sum of w ((v - z) B + v (1 + a) (M - V))` over `sum of w (1 + B)`; and the mean of
    |v - z| is never more than half of what values range over.
    """

    def __init__(self, values, score_error, query_scale, keys):
        sums, products = Rounding.of(keys), Rounding.of(keys + 3)
        every = score_error.exp() * (1 + 8 * Rounding.UNIT)
        # A little more than 1 / e: for the powers of a second order.
        mean = every * keys * (arb("0.37") * (Rounding.UNIT + query_scale) + Rounding.LEAST) * (1 + sums)
        every = every * (1 + sums) - 1
        rest = 1 - every - mean
        if not (rest > 0 and score_error < 2**-6 and query_scale < 2**-8):
            # So much the constants above have room for.
            rest = arb.nan()
        self.of_range = (every / 2 + mean) / rest
        # By feature of the values.
        self.own = [greatest(n.error for n in numbers) for numbers in zip(*values)]
        self.most = [greatest(n.magnitude() for n in numbers) for numbers in zip(*values)]
        self.of_feature = [m * ((1 + every + mean) * (sums + products) / rest) + 4 * keys * Rounding.LEAST for m in self.most]
        self.of_feature = [arb(0) if m <= 0 else e for m, e in zip(self.most, self.of_feature)]

    def error(self, combinations, row):
        """Of a combination of features, `row`, whose exact values by key are `combinations`."""
        of_values = sum((abs(x) * e for x, e in zip(row, self.own)), arb(0))
        spread = greatest(combinations) + greatest(-x for x in combinations) + 2 * of_values
        return spread * self.of_range + of_values + sum((abs(x) * e for x, e in zip(row, self.of_feature)), arb(0))


def identity(n):
    return arb_mat([[int(r == c) for c in range(n)] for r in range(n)])


def features_of(values):
    """Each feature's values by key, with the row that picks it."""
    return list(zip(values.transpose().tolist(), identity(values.ncols()).tolist()))


def cut(side):
    """Where a side of a box is cut: the format's formula, in float64."""
    low, high = side
    return min(max(0.5 * low + 0.5 * high, low), high)


def float_below(x):
    """A float that is no more than any number of a ball; minus infinity where nothing is known."""
    return math.nextafter(float(x.lower()), -math.inf) if x.is_finite() else -math.inf


def float_above(x):
    return -float_below(-x)


def halves(box, r):
    (low, high), middle = box[r], cut(box[r])
    return [[*box[:r], side, *box[r + 1 :]] for side in ((low, middle), (middle, high))]


# ----------------------------------------------------------------------------------------------------------- Questions


def rounded_up(x):
    """The least integer that is no less than a ball's numbers, in units of 2^-SCALE."""
    mantissa, exponent = map(int, x.upper().man_exp())
    shift = exponent + SCALE
    return mantissa << shift if shift >= 0 else -(-mantissa >> -shift)


class Question:
    """A place that is predicted and the token before it, and how far coordinates go over the inputs that lead there.

    Keys that vary stand at `10 slot + digit`; slots are X0...X9, Y0...Y9, and the sum's digits below the place.
    """

    def __init__(self, model, place, token, coordinates, hands_on):
        a, self.place, self.token = model.a, place, token
        at = a.first_query + place
        # Where an operand ends the prompt, the first token is that operand's digit.
        self.own_y = token if a.roles[at][0] == "y" else None
        slots, self.count = {"x": 0, "y": 10, "z": 20}, 10 * (20 + place)
        keys = [None] * self.count
        for position, (kind, n) in enumerate(a.roles[: at + 1]):
            if kind == "always":
                keys.append((position, n))
            else:
                start = 10 * (slots[kind] + n)
                keys[start : start + 10] = [(position, digit) for digit in DIGITS]
        # What attention hands on is read by this: the mixed values by the output, or what its first factor makes of them.
        reader = model.maps["output"].matrix if hands_on == "values" else exacts(transposed(model.factors[1]))
        self.bounds, self.margins, columns, most, unseen = [], [], [], [], column([arb(0)] * a.width)
        for head in range(a.heads):
            weights, vectors, rounding = model.attention(head, (at, token), keys)
            most += [m + e for m, e in zip(rounding.most, (rounding.error(*x) for x in features_of(vectors)))]
            first, to_vectors = head * a.dv, identity(a.dv)
            if hands_on == "factor":
                to_vectors, first = exacts(model.factors[0][first : first + a.dv]), 0
                vectors = vectors * to_vectors
            mine = [(features, row) for h, features, row in coordinates if h == head]
            features = mine[0][0] if mine else []
            if any(other != features for other, _ in mine) or len(mine) != len(features):
                raise Rejected(f"the coordinates of head {head} are no square matrix")
            if len(set(features)) < len(features) or not set(features) <= set(range(vectors.ncols())):
                raise Rejected(f"the coordinates of head {head} name a feature twice, or one that is not there")
            for f in set(range(vectors.ncols())) - set(features):
                is_read = any(not reader[r, first + f].is_zero() for r in range(a.width))
                if is_read and any(not vectors[k, f].is_zero() for k in range(len(keys))):
                    raise Rejected(f"no coordinate has feature {f} of head {head}")
                # It is zero, or nothing reads it; a program may have a little of it.
                little = rounding.error([vectors[k, f] for k in range(len(keys))], [to_vectors[g, f] for g in range(a.dv)])
                unseen += column([reader[r, first + f].abs_upper() * little for r in range(a.width)])
            if not mine:
                continue
            rows = arb_mat([[arb(number) for number in row] for _, row in mine])
            try:
                read = arb_mat([[reader[r, first + f] for f in features] for r in range(a.width)]) * rows.inv()
            except ZeroDivisionError:
                raise Rejected(f"the coordinates of head {head} are no basis") from None
            columns += transposed(read.tolist())
            values = arb_mat([[vectors[k, f] for f in features] for k in range(len(keys))]) * rows.transpose()
            low, high = [-rounded_up(-u) for u in weights], [rounded_up(u) for u in weights]
            for r in range(len(mine)):
                products = [u * values[k, r] for k, u in enumerate(weights)]
                self.bounds.append((low, high, [-rounded_up(-p) for p in products], [rounded_up(p) for p in products]))
                own = [sum((rows[r, i] * to_vectors[g, f] for i, f in enumerate(features)), arb(0)) for g in range(a.dv)]
                self.margins.append(rounding.error([values[k, r] for k in range(len(keys))], own).upper())
        start = model.local(at, token)[0]
        self.stream = column([number.exact for number in start])
        # How far a program's stream is from that of its coordinates; these themselves are off by `margins`.
        self.error = model.entry_error(start, most) + unseen
        if not all(margin.is_finite() for margin in self.margins):
            # Nothing is known of programs; of exact numbers it still is.
            self.margins, self.error = [arb(0) for _ in self.margins], self.error * arb.nan()
        self.columns = arb_mat(transposed(columns)) if columns else arb_mat(a.width, 0)

    def excess(self, r, bound, is_upper, region):
        """Above 0, unless coordinate r stays within a bound for all inputs of a region; None if it has no inputs.

        The greatest `sum u (v - bound)`, for a lower bound `sum u (bound - v)`, with u and u v rounded upwards. The bound is
        a fraction n / d, and all sums are d times as great, so nothing else is rounded.
        """
        n, d = bound.as_integer_ratio()
        low, high, below, above = self.bounds[r]
        if is_upper:
            terms = [p * d - u * n for p, u in zip(above, low if n >= 0 else high)]
        else:
            terms = [u * n - p * d for p, u in zip(below, high if n >= 0 else low)]
        greatest = self.greatest(terms, region)
        return None if greatest is None else greatest + sum(terms[self.count :])

    def greatest(self, terms, region):
        """The greatest sum of terms over all inputs of a region: some cells, with the digits of further places given."""
        cells, given = region

        def of(slot):
            return terms[10 * slot : 10 * slot + 10]

        # By the carry out of the places below, the greatest sum of their terms.
        states = [0, None]
        for j in range(self.place):
            x, y, z = of(j), of(10 + j), of(20 + j)
            if j in given:
                pairs = {sum(given[j]): x[given[j][0]] + y[given[j][1]]}
            else:
                y.reverse()
                pairs = {s: max(map(add, x[max(s - 9, 0) : s + 1], y[max(9 - s, 0) :])) for s in range(19)}
            following = [None, None]
            for carry, state in enumerate(states):
                for s, best in pairs.items() if state is not None else ():
                    out, digit = divmod(s + carry, 10)
                    value = state + best + z[digit]
                    if (j < self.place - 1 or digit == self.token) and (following[out] is None or value > following[out]):
                        following[out] = value
            states = following
        reached = [cell for cell in cells if states[cell[-1]] is not None]
        if self.place == 10:
            return max((states[carry] for (carry,) in reached), default=None)
        x, y = of(self.place), of(10 + self.place)
        result = max((states[c] + x[p] + y[q] for p, q, c in reached if self.own_y in (None, q)), default=None)
        for j in range(self.place + 1, 10) if result is not None else ():
            x, y = of(j), of(10 + j)
            result += x[given[j][0]] + y[given[j][1]] if j in given else max(x) + max(y)
        return result

    def cells(self):
        """The place's own digits and the carry into it; behind the operands' last place only that."""
        if self.place == 10:
            return [(0,), (1,)]
        return [(x, y, carry) for x in DIGITS for y in DIGITS for carry in (0, 1)]


# --------------------------------------------------------------------------------------------------------- Certificate


class Proof:
    """Checks the questions of a proof one by one, and counts what they consist of.

    Of real arithmetic every margin is confirmed, and as long as it goes it is shown besides that float32 programs are right.
    Of another arithmetic the verdict is confirmed, for every program, but not the margins, which are of one.
    """

    def __init__(self, model, hands_on, is_real):
        self.model, self.hands_on, self.is_real = model, hands_on, is_real
        self.parts = self.leaves = self.pieces = 0
        self.least = math.inf  # that a program has left; None once it is not shown that there is any

    def check(self, place, token, entry):
        """Checks one question, and returns the least margin of its parts."""
        where = f"place {place} after token {token}"
        _, _, coordinates, order, parts = record(
            entry, where, place=int, token=int, coordinates=[dict], order=[int], parts=[dict]
        )
        coordinates = [record(c, where, head=int, features=[int], row=[float]) for c in coordinates]
        heads = [head for head, _, _ in coordinates]
        if heads != sorted(heads) or len(heads) > 10 or any(head >= self.model.a.heads for head in heads):
            raise Malformed(f"{where}: the coordinates are not in the order of the heads, or more than ten")
        if any(len(features) != len(row) for _, features, row in coordinates):
            raise Malformed(f"{where}: a coordinate's row has not one number for each feature")
        if len(set(order)) < len(order) or place in order or not set(order) <= set(DIGITS):
            raise Malformed(f"{where}: the order names a place twice, or one that cannot be given")
        try:
            question = Question(self.model, place, token, coordinates, self.hands_on)
        except Rejected as error:
            raise Rejected(f"{where}: {error}") from None
        covered, least = {}, math.inf
        for index, part in enumerate(parts):
            what = f"{where}, part {index}"
            cells, given, box, margin, splits = self.part(part, what, question, order, len(coordinates))
            for cell in cells:
                names = covered.setdefault(cell, set())
                if given in names:
                    raise Malformed(f"{what}: its cell {list(cell)} is in an earlier part")
                names.add(given)
            region = (cells, dict(zip(order, given)))
            box = self.checked(question, box, region, what)
            for leaf in self.leaves_of(box, splits, what):
                self.check_leaf(question, leaf, sum(cells[0]) % 10, margin, what)
            least = min(least, margin)
        self.parts += len(parts)
        for cell in question.cells():
            self.check_cover(question, cell, covered.get(cell, set()), order, where)
        return least

    def checked(self, question, box, region, what):
        """A box that holds the exact coordinates of all inputs of a region: the certificate's, or in float32 a little more, because
        that is of the numbers of one program."""
        for share in (0,) if self.is_real else (0, 0.125, 1.001):
            slack = [share and share * float_above(margin) for margin in question.margins]
            wider = [[low - s, high + s] for (low, high), s in zip(box, slack)]
            if not all(math.isfinite(bound) for side in wider for bound in side):
                break
            beyond = None
            for r, side in enumerate(wider):
                for bound, is_upper in zip(side, (False, True)):
                    excess = question.excess(r, bound, is_upper, region)
                    if excess is None:
                        raise Rejected(f"{what}: no input is in it")
                    if excess > 0 and beyond is None:
                        beyond = f"{what}: coordinate {r} goes beyond {bound!r}"
            if beyond is None:
                return wider
        raise Rejected(beyond or f"{what}: nothing is known of how a program rounds")

    def part(self, part, what, question, order, dimensions):
        """A part's cells, the digits given in turn, its box, margin and splits."""
        rest = {"box": [[float]], "margin": float, "splits": str}
        if "total" in part:
            total, box, margin, splits = record(part, what, total=int, **rest)
            cells, given = [cell for cell in question.cells() if sum(cell) == total], ()
        else:
            cell, given, box, margin, splits = record(part, what, cell=[int], given=([[int]], []), **rest)
            cells, given = [c for c in question.cells() if c == tuple(cell)], tuple(map(tuple, given))
        if not cells or len(given) > len(order) or any(len(p) != 2 or max(p) > 9 for p in given):
            raise Malformed(f"{what}: there are no such digits")
        if len(box) != dimensions or any(len(side) != 2 or side[0] > side[1] for side in box):
            raise Malformed(f"{what}: the box has not two ordered ends for each coordinate")
        if margin <= 0:
            raise Rejected(f"{what}: the margin is not above 0")
        return cells, given, box, margin, splits

    def leaves_of(self, box, splits, what):
        """The pieces that the splits cut a box into: a tree in preorder, the low half first."""
        pieces = [box]
        for sign in splits:
            if not pieces:
                raise Malformed(f"{what}: the splits go on behind the last leaf")
            piece = pieces.pop()
            if sign == ".":
                yield piece
            elif "0" <= sign <= "9" and int(sign) < len(box):
                pieces += reversed(halves(piece, int(sign)))
            else:
                raise Malformed(f"{what}: the splits name no coordinate")
        if pieces:
            raise Malformed(f"{what}: the splits end before the last leaf")

    def check_leaf(self, question, leaf, answer, margin, what):
        """In all of a leaf the lead is at least the margin: at once, or in pieces where the prover's bounds were sharper."""
        self.leaves += 1
        open_pieces, count = [leaf], 0
        while open_pieces:
            piece, count = open_pieces.pop(), count + 1
            exactly = [0] * len(piece)
            margins = exactly if self.least is None else question.margins
            leads, left, widest = self.model.leads(question, piece, answer, margins)
            if self.is_real and margins is not exactly and not all(lead >= margin for lead in leads):
                # Without what programs need, bounds are sharper.
                leads, _, widest = self.model.leads(question, piece, answer, exactly)
            is_shown = not self.is_real or all(lead >= margin for lead in leads)
            is_right = all(lead > 0 for lead in left)
            if is_shown and (is_right or self.least is None):
                if self.least is not None:
                    self.least = min(self.least, *(float_below(lead) for lead in left))
                continue
            if count < MOST_PIECES and widest is not None and piece[widest][0] < piece[widest][1]:
                open_pieces += halves(piece, widest)
            elif is_shown and self.is_real:
                self.least = None
            else:
                least = min(float_below(lead) for lead in (leads if self.is_real else left))
                claim = f"a margin of {margin!r}" if self.is_real else "that every order of operations has a margin"
                raise Rejected(f"{what}: {claim} is not shown, only {least!r}")
        self.pieces += count

    def check_cover(self, question, cell, names, order, where):
        """Every input of a cell is in one of its parts, named by the digits that are given."""
        inner = {name[:depth] for name in names for depth in range(len(name))}
        open_names = [()]
        while open_names:
            name = open_names.pop()
            if name in inner and name not in names:
                open_names += [(*name, (x, y)) for x in DIGITS for y in DIGITS]
            elif name not in names:
                region = ([cell], dict(zip(order, name)))
                if question.greatest([0] * question.count, region) is not None:
                    raise Rejected(f"{where}: cell {list(cell)} with {list(map(list, name))} given is in no part")


def check_proof(model, arithmetic, margin, hands_on, questions):
    """Checks that every question is proved, and returns what to say of it."""
    if hands_on == "factor" and not model.factors:
        raise Rejected("handsOn is 'factor', but attention's output is no product")
    is_real = arithmetic == "real"
    proof, least, a = Proof(model, hands_on, is_real), math.inf, model.a
    starts = [a.roles[a.first_query + place] for place in range(11)]
    missing = {(p, d) for p, (kind, n) in enumerate(starts) for d in ([n] if kind == "always" else DIGITS)}
    for entry in questions:
        name = (entry.get("place"), entry.get("token"))
        if not all(type(n) is int for n in name) or name not in missing:
            raise Malformed(f"there is no such question, or it is there twice: place and token {name!r:.60}")
        missing.remove(name)
        least = min(least, proof.check(*name, entry))
    if missing:
        raise Rejected("the question of place {} after token {} is missing".format(*min(missing)))
    if margin != least:
        raise Rejected(f"the margin should be {least!r}, the least of all parts, and is {margin!r}")
    counts = f"{proof.parts} parts, {proof.leaves} leaves, {proof.pieces} pieces"
    shown = "not shown" if proof.least is None else f"margin at least {proof.least!r}"
    if is_real:
        return (
            f"right on all 10^20 sums in real arithmetic, margin at least {margin!r};"
            f" in float32 in any order of operations: {shown} ({counts})"
        )
    return f"right on all 10^20 sums in {arithmetic} in any order of operations, {shown} ({counts})"


def check_counterexample(model, arithmetic, example):
    """Checks that one sum is wrong, and returns what to say of it."""
    kinds = {"a": int, "b": int, "place": int, "margin": float}
    told = {name: (object, None) for name in ("expected", "float32", "float64")}
    a, b, place, margin, *_ = record(example, "the counterexample", **kinds, **told)
    if not (0 <= a < 10**10 and 0 <= b < 10**10 and 0 <= place <= 10 and margin < 0):
        raise Rejected("the counterexample claims nothing wrong, or is no sum of two numbers below 10^10")
    leads, roundings = model.lead_in(a, b, place)
    where = f"at place {place} of {a} + {b}"
    if arithmetic != "real":
        if not any(lead + rounding < 0 for lead, rounding in zip(leads, roundings)):
            raise Rejected(f"{where}, it is not shown that programs are wrong in any order of operations")
        return f"wrong {where} in {arithmetic} in any order of operations"
    if not any(lead <= margin for lead in leads):
        raise Rejected(f"{where}, no token is shown to be ahead of the right one by {-margin!r}")
    return f"wrong {where}: another digit is ahead of the right one, by at least {-margin!r}"


def check(certificate, checkpoint):
    """Returns what is proved of a checkpoint."""
    with open(certificate, "rb") as file:
        document = typed(read_json(file.read(), "the certificate"), dict, "the certificate")
    # What the certificate tells besides, and nothing here rests on: it is not checked, and not repeated.
    for name in ("digits", "dimensions", "openInputs", "rounding", "seconds", "wrong", "wrongByDigit"):
        document.pop(name, None)
    document = {name: value for name, value in document.items() if value is not None}
    if any(isinstance(question, dict) and "joint" in question for question in document.get("questions") or []):
        raise Malformed("it is about heads together, and this script checks heads one by one; see `analyze certify --check`")
    if document.get("arithmetic") == "float64":
        raise Malformed("it is about float64, and this script checks real arithmetic and float32; see `analyze certify --check`")
    if document.get("verdict") == "undecided":
        raise Malformed("it claims nothing: its verdict is undecided")
    kinds = {
        "format": ("carryscope-certificate 1",), "verdict": ("proved", "refuted"), "arithmetic": ("real", "float32"),
        "model": dict,
    }
    rest = {"counterexample": dict}
    if document.get("verdict") == "refuted":
        document.pop("handsOn", None)
    if document.get("verdict") == "proved":
        rest = {"margin": float, "handsOn": ("values", "factor"), "questions": [dict]}
    _, verdict, arithmetic, about, *claims = record(document, "the certificate", **kinds, **rest)
    name, weights = record(about, "the certificate's model", name=str, weightsSHA256=str)
    description, tensors, digest = read_checkpoint(checkpoint)
    if weights != digest:
        raise Rejected(f"it is about other weights: {weights:.64}, where the checkpoint has {digest}")
    try:
        model = Model(Architecture(description), tensors)
    except RecursionError:
        raise Malformed("weights refer to each other in a circle") from None
    return f"{name!r} is " + (check_proof if verdict == "proved" else check_counterexample)(model, arithmetic, *claims)


def main(arguments):
    if len(arguments) != 2 or any(argument.startswith("-") for argument in arguments):
        print("usage: check-certificate.py CERTIFICATE.json CHECKPOINT", file=sys.stderr)
        return 64
    try:
        print("accepted:", check(*arguments))
        return 0
    except Rejected as error:
        print("rejected:", error)
        return 1
    except (Malformed, OSError) as error:
        print("malformed:", error)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        # An architecture that makes no sense in a way not foreseen: never accepted.
        print(f"malformed: {type(error).__name__}: {error}")
    return 65


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
