"""Checks enclosures against Arb (python-flint): usage check_intervals.py FILE. The file holds rows of nine float64 numbers: the
operation, both operands' ends (two each), a member of each, and the ends of the result, which must hold what the operation
makes of the members. Stops with an error at the first that does not; says how many were checked."""

import array
import sys

from flint import arb, ctx

ctx.prec = 256
HALF = arb(1) / 2
CUBIC = arb("0.044715")


def logistic(x):
    # The exponential of a great number is too much for Arb.
    return x.exp() / (1 + x.exp()) if x < 0 else 1 / (1 + (-x).exp())


def silu(x):
    return x * logistic(x)


def silu_slope(x):
    return logistic(x) * (1 + x * logistic(-x))


def gelu(x):
    return x * (-x / arb(2).sqrt()).erfc() * HALF


def gelu_slope(x):
    return (-x / arb(2).sqrt()).erfc() * HALF + x * (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def argument(x):
    return 2 * (2 / arb.pi()).sqrt() * (x + CUBIC * x * x * x)


def gelu_tanh(x):
    return x * logistic(argument(x))


def gelu_tanh_slope(x):
    v = argument(x)
    s = logistic(v)
    return s + x * s * logistic(-v) * 2 * (2 / arb.pi()).sqrt() * (1 + 3 * CUBIC * x * x)


OPERATIONS = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / y,
    lambda x, y: x * x,
    lambda x, y: x.sqrt(),
    lambda x, y: x.exp(),
    lambda x, y: x.log(),
    lambda x, y: x.sin(),
    lambda x, y: x.cos(),
    lambda x, y: x.erf(),
    lambda x, y: (-x / arb(2).sqrt()).erfc() * HALF,
    lambda x, y: x.tanh(),
    lambda x, y: logistic(x),
    lambda x, y: silu(x),
    lambda x, y: silu_slope(x),
    lambda x, y: gelu(x),
    lambda x, y: gelu_slope(x),
    lambda x, y: gelu_tanh(x),
    lambda x, y: gelu_tanh_slope(x),
    lambda x, y: arb.pi(),
    lambda x, y: arb(2).log(),
]

numbers = array.array("d")
with open(sys.argv[1], "rb") as file:
    numbers.frombytes(file.read())
count = len(numbers) // 9
for row in range(count):
    operation, _, _, _, _, x, y, lower, upper = numbers[9 * row : 9 * row + 9]
    value = OPERATIONS[int(operation)](arb(x), arb(y))
    if not value.is_finite():
        # Arb says nothing of it, as of a quotient by zero.
        if lower == float("-inf") or upper == float("inf"):
            continue
        sys.exit(f"operation {int(operation)}, row {row}: {x!r}, {y!r} has no value, and a bounded enclosure")
    if value > arb(upper) or value < arb(lower):
        sys.exit(f"operation {int(operation)}: {x!r}, {y!r} gives {value}, outside of [{lower!r}, {upper!r}]")
print(count)
