"""The bench's models in PyTorch, as their authors would write them: batched matrices, fused attention where it helps.

`forward(tokens, past)` returns logits. With a list as `past`, keys and values are kept in it, so that the next call takes
only the tokens that are new.
"""

import math

import peer
import torch
from torch import nn
from torch.nn import functional as F

POSITIONS = 33  # of a teacher-forced pass; the prompt has 22 tokens
PROMPT = 22
FIRST_ANSWER = PROMPT - 1  # the position whose logits predict the first digit
DIGITS = 11


def weight(*shape, std=0.3):
    return nn.Parameter(torch.randn(*shape) * std)


def attend(q, k, v, past, layer=0):
    """Causal attention; all of `[batch, head, position, feature]`."""
    if past is not None:
        if len(past) > layer:
            k, v = torch.cat([past[layer][0], k], 2), torch.cat([past[layer][1], v], 2)
            past[layer] = (k, v)
        else:
            past.append((k, v))
    return F.scaled_dot_product_attention(q, k, v, is_causal=q.shape[2] > 1)


def length(past):
    return past[0][0].shape[2] if past else 0


class RMSNorm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


class DenseBlock(nn.Module):
    def __init__(self, width, hidden, heads, bias):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, hidden, bias=bias), nn.Linear(hidden, width, bias=bias)

    def forward(self, x, past=None, layer=0):
        batch, positions, width = x.shape
        heads = self.qkv(self.norm1(x)).view(batch, positions, 3, self.heads, width // self.heads)
        q, k, v = heads.permute(2, 0, 3, 1, 4)
        x = x + self.out(attend(q, k, v, past, layer).transpose(1, 2).reshape(batch, positions, width))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Dense(nn.Module):
    """gpt-acc: 777 parameters with one block of width 7 and a tied head, 103,616 with two of width 64 and its own."""

    def __init__(self, width=7, hidden=14, layers=1, heads=1, bias=False, tied=True):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(14, width), weight(35, width)
        self.blocks = nn.ModuleList(DenseBlock(width, hidden, heads, bias) for _ in range(layers))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, 14, bias=False)
        if tied:
            self.head.weight = self.tokens.weight

    def forward(self, tokens, past=None):
        first = length(past)
        x = self.tokens(tokens) + self.positions[first : first + tokens.shape[1]]
        for layer, block in enumerate(self.blocks):
            x = block(x, past, layer)
        return self.head(self.norm(x))


class LowRank(nn.Module):
    """262 parameters: factored matrices, one first factor for queries, keys and values, keys the same as values."""

    def __init__(self, width=4, hidden=6, rank=3, position_rank=2):
        super().__init__()
        self.tokens = nn.Embedding(14, width)
        self.positions = nn.ParameterList([weight(33, position_rank), weight(position_rank, width)])
        self.norm1, self.norm2, self.norm = RMSNorm(width, 1e-8), RMSNorm(width, 1e-8), RMSNorm(width, 1e-8)
        self.first, self.query, self.key_value = weight(width, rank), weight(rank, width), weight(rank, width)
        self.out = nn.ParameterList([weight(width, rank), weight(rank, width)])
        self.up = nn.ParameterList([weight(width, rank), weight(rank, hidden)])
        self.down = nn.ParameterList([weight(hidden, rank), weight(rank, width)])

    def forward(self, tokens, past=None):
        first = length(past)
        x = self.tokens(tokens) + (self.positions[0] @ self.positions[1])[first : first + tokens.shape[1]]
        h = self.norm1(x) @ self.first
        keys = (h @ self.key_value).unsqueeze(1)
        z = attend((h @ self.query).unsqueeze(1), keys, keys, past).squeeze(1)
        x = x + z @ self.out[0] @ self.out[1]
        x = x + F.gelu(self.norm2(x) @ self.up[0] @ self.up[1]) @ self.down[0] @ self.down[1]
        return F.linear(self.norm(x), self.tokens.weight)


class MicroAdder(nn.Module):
    """57, 67 and 74 parameters: two token dims on an arc, three position dims on a spiral, one head."""

    def __init__(self, query_key=4, trains_spiral=False, ties_down=True):
        super().__init__()
        self.arc = nn.Parameter(torch.tensor([2.5, -1.2, 0.29]))
        spiral = torch.tensor([3.5, 0.0, 0.15, 0.0])
        self.spiral = nn.Parameter(spiral, requires_grad=trains_spiral)
        self.carry, self.equals = weight(1, 3, std=0.02), weight(1, 3, std=0.02)
        self.query_key, self.angle = weight(query_key, 3), nn.Parameter(torch.zeros(1))
        self.out_a, self.out_b = weight(5, 1), weight(1, 5)
        self.up, self.project = weight(2, 5), weight(2, 5)
        self.own_down = None if ties_down else weight(2, 5)
        self.norm = RMSNorm(5, 1e-5)

    def vectors(self):
        """The table of token vectors and that of position vectors."""
        digit = torch.arange(10.0)
        angle = self.arc[1] + digit * self.arc[2]
        table = self.arc[0] * torch.stack([angle.cos(), angle.sin()], 1)
        amplitude, phase, slope, offset = self.spiral
        turn = 2 * math.pi * digit / 10 + phase
        places = torch.stack([amplitude * turn.cos(), amplitude * turn.sin(), slope * digit + offset], 1)
        zero = torch.zeros(1, 3)
        return table, torch.cat([places, zero, places, self.equals, places, self.carry])

    def rotated(self, k):
        """Turned by the learned angle in the pairs (0, 1) and (2, 3)."""
        c, s = self.angle.cos(), self.angle.sin()
        turned = [k[..., 0] * c - k[..., 1] * s, k[..., 0] * s + k[..., 1] * c]
        turned += [k[..., 2] * c - k[..., 3] * s, k[..., 2] * s + k[..., 3] * c]
        return torch.cat([torch.stack(turned, -1), k[..., 4:]], -1)

    def forward(self, tokens, past=None):
        first = length(past)
        table, positions = self.vectors()
        here = positions[first : first + tokens.shape[1]].expand(tokens.shape[0], -1, -1)
        x = torch.cat([table[tokens], here], -1)
        h = self.norm(x)
        keys = h[..., 2:] @ self.query_key.T
        q, k, v = (part.unsqueeze(1) for part in (self.rotated(keys), keys, h[..., :2] @ self.project))
        x = x + attend(q, k, v, past).squeeze(1) @ self.out_a @ self.out_b
        down = self.project if self.own_down is None else self.own_down
        x = x + F.gelu(self.norm(x) @ self.up.T) @ down
        return self.norm(x) @ self.project.T @ table.T


MODELS = {
    "microadder-57": (MicroAdder, {}, 256),
    "microadder-67": (MicroAdder, {"ties_down": False}, 256),
    "microadder-74": (MicroAdder, {"query_key": 5, "trains_spiral": True, "ties_down": False}, 256),
    "lowrank-262": (LowRank, {}, 512),
    "gptacc-777": (Dense, {}, 512),
    "small-2L-64d": (Dense, {"width": 64, "hidden": 256, "layers": 2, "heads": 2, "bias": True, "tied": False}, 512),
}


def build(name):
    """The model with random weights, and the batch it is trained with."""
    torch.manual_seed(0)
    kind, options, batch = MODELS[name]
    model = kind(**options)
    peer.check(name, sum(p.numel() for p in model.parameters() if p.requires_grad))
    return model, batch
