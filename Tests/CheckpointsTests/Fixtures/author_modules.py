"""Modules with the names, shapes and ties of their authors', which must take a converted file strictly; they compute nothing.

    python3 author_modules.py MODEL CONVERTED.safetensors      one of the models below
    python3 author_modules.py PUBLISHED.pt CONVERTED.safetensors   the file that was converted: the same tensors, buffers apart

What the authors' modules register as buffers no weights file needs, and is left out here.
"""
import sys

import torch
from safetensors.torch import load_file
from torch.nn import GELU, Embedding, LayerNorm, Linear, Module, ModuleList, Parameter, Sequential

BUFFERS = ("causal_mask", "_pos_sources", "_pos_indices", "_plus_pos", "_eos_pos")


class Weight(Module):
    """An RMSNorm of its time, or anything that has nothing but a weight."""

    def __init__(self, *shape):
        super().__init__()
        self.weight = Parameter(torch.zeros(*shape))


class LowRank(Module):
    def __init__(self, rows, rank, columns):
        super().__init__()
        self.A, self.B = Parameter(torch.zeros(rows, rank)), Parameter(torch.zeros(rank, columns))


def linear(inputs, outputs):
    return Linear(inputs, outputs, bias=False)


class Tree(Module):
    """Modules and parameters by name."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, Parameter(torch.zeros(part)) if isinstance(part, tuple) else part)


def gpt_acc():
    block = Tree(
        ln1=LayerNorm(7), attn=Tree(qkv=linear(7, 21), proj=linear(7, 7)), ln2=LayerNorm(7),
        mlp=Tree(fc1=linear(7, 14), fc2=linear(14, 7)))
    model = Tree(
        token_emb=Embedding(14, 7), pos_emb=Embedding(35, 7), blocks=ModuleList([block]), ln_f=LayerNorm(7), lm_head=linear(7, 14))
    model.lm_head.weight = model.token_emb.weight
    return model


def low_rank(width, hidden, rank, norm, qkv):
    block = Tree(
        ln1=norm(width), attn=Tree(proj=LowRank(width, 3, width), **qkv), ln2=norm(width),
        mlp=Tree(fc1=LowRank(width, 3, hidden), fc2=LowRank(hidden, 3, width)))
    model = Tree(
        token_emb=Embedding(14, width), pos_emb=LowRank(33, rank, width), blocks=ModuleList([block]), ln_f=norm(width),
        lm_head=linear(width, 14))
    model.lm_head.weight = model.token_emb.weight
    return model


SPIRAL = {f"spiral_{name}": () for name in ("amp", "phase", "slope", "offset")}


def micro_adder():
    attention = Tree(q_phase_angle=(1,), q_proj=linear(3, 4), out_proj=LowRank(5, 1, 5))
    block = Tree(ln1=Weight(5), attn=attention, ln2=Weight(5), ffn=Tree(fc1=linear(5, 2), fc2=linear(2, 5)))
    model = Tree(
        tok_arc_A=(), tok_arc_B=(), tok_arc_start=(), tok_arc_stride=(), z_hi_pos=(1, 3), special_pos_equals=(1, 3),
        blocks=ModuleList([block]), ln_f=Weight(5), head_proj=linear(5, 2), **SPIRAL)
    model.tok_arc_B = model.tok_arc_A
    block.ln2.weight = model.ln_f.weight = block.ln1.weight
    return model


def micro_adder_flat():
    model = Tree(
        tok_arc_A=(), tok_arc_start=(), tok_arc_stride=(), z_hi_pos=(1, 3), special_pos_equals=(1, 3), q_phase_angle=(1,),
        q_proj=linear(3, 4), out_proj=LowRank(5, 1, 5), fc1=linear(5, 2), head_proj=linear(5, 2), norm1=Weight(5),
        norm2=Weight(5), norm_f=Weight(5), **SPIRAL)
    model.norm2.weight = model.norm_f.weight = model.norm1.weight
    return model


def spiral():
    return Tree(
        digit_enc=(10, 3), z10_enc=(1, 3), special_enc=(3, 3), tok_emb=Embedding(14, 3), q_proj=linear(3, 6),
        k_proj=linear(3, 6), v_proj=linear(3, 6), out_proj=linear(6, 6), ln1=Weight(6), ln2=Weight(6), ln_f=Weight(6),
        ffn=Sequential(Linear(6, 2), GELU(), Linear(2, 6)), head_proj=linear(6, 3))


def qwen3():
    attention = Tree(
        q_proj=linear(3, 4), k_proj=linear(3, 4), v_proj=linear(3, 4), o_proj=linear(4, 3), q_norm=Weight(4), k_norm=Weight(4))
    layer = Tree(
        input_layernorm=Weight(3), self_attn=attention, post_attention_layernorm=Weight(3),
        mlp=Tree(gate_proj=linear(3, 3), up_proj=linear(3, 3), down_proj=linear(3, 3)))
    return Tree(model=Tree(embed_tokens=Embedding(10, 3), layers=ModuleList([layer]), norm=Weight(3)))


MODELS = {
    "777": gpt_acc, "67": micro_adder, "57": micro_adder_flat, "242": spiral, "qwen": qwen3,
    "512": lambda: low_rank(7, 14, 3, LayerNorm, {"qkv": LowRank(7, 3, 21)}),
    "262": lambda: low_rank(4, 6, 2, Weight, {"qkv_A": (4, 3), "qkv_Bq": (3, 4), "qkv_Bkv": (3, 4)}),
}


def published(path):
    saved = torch.load(path, map_location="cpu", weights_only=False)
    state = saved.get("model_state_dict", saved.get("model_state", saved))
    return {name: value for name, value in state.items() if name.split(".")[-1] not in BUFFERS}


name, converted = sys.argv[1:]
state = load_file(converted)
if name in MODELS:
    model = MODELS[name]()
    model.load_state_dict(state, strict=True)
    expected = model.state_dict()
else:
    expected = published(name)
assert expected.keys() == state.keys(), expected.keys() ^ state.keys()
for tensor, value in expected.items():
    assert value.shape == state[tensor].shape and torch.equal(value.float(), state[tensor]), tensor
