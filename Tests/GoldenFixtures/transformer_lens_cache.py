"""Runs a dense model in TransformerLens and writes what it caches, as version 3 defines it.

    python3 Tests/GoldenFixtures/transformer_lens_cache.py MODEL.safetensors TOKENS.json OUT.safetensors

Needs transformer_lens 2.18 and safetensors. MODEL is a checkpoint of ours with gpt-acc's names, whose metadata tells sizes;
TOKENS a list of rows. OUT gets every hook and `logits`, in float64, as `plain/...`; and as `extras/...` with the flags
use_attn_result, use_split_qkv_input and use_hook_mlp_in. The norm before attention then runs three times, for queries, keys and
values, and what a cache holds of it is the last: its hooks are left out.

Version 2 caches as hook_normalized of a LayerNorm what comes after weight and bias, of an RMSNorm what comes before; version 3
always what comes before. That is computed here from the norm's input and hook_scale, and must give version 2's value.
"""
import json
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformer_lens import HookedTransformer, HookedTransformerConfig


def config(a, extras):
    attention, rotary = a["attention"], a["attention"].get("rotary")
    positions = dict(positional_embedding_type="standard")
    if rotary:
        positions = dict(
            positional_embedding_type="rotary", rotary_dim=attention["queryKeyWidth"], rotary_base=int(rotary["base"]),
            rotary_adjacent_pairs=rotary["pairing"] == "interleaved")
    return HookedTransformerConfig(
        n_layers=a.get("layers", 1), d_model=a["residual"]["sum"]["width"], n_ctx=a["contextLength"],
        d_head=attention["queryKeyWidth"], n_heads=attention["heads"], d_mlp=a["mlp"]["hidden"], d_vocab=14,
        act_fn={"geluTanh": "gelu_new", "gelu": "gelu"}[a["mlp"]["activation"]], eps=a["norm"]["epsilon"],
        normalization_type={"layer": "LN", "rms": "RMS"}[a["norm"]["kind"]], dtype=torch.float64, device="cpu",
        default_prepend_bos=False, use_attn_result=extras, use_split_qkv_input=extras, use_hook_mlp_in=extras, **positions)


def state(w, c):
    """gpt-acc's tensors under TransformerLens's names, heads apart."""
    s = {"embed.W_E": w["token_emb.weight"], "unembed.W_U": w.get("lm_head.weight", w["token_emb.weight"]).T}
    if "pos_emb.weight" in w:
        s["pos_embed.W_pos"] = w["pos_emb.weight"]

    def norm(theirs, ours):
        s[theirs + ".w"] = w[ours + ".weight"]
        if ours + ".bias" in w:
            s[theirs + ".b"] = w[ours + ".bias"]

    for layer in range(c.n_layers):
        b = f"blocks.{layer}."
        norm(b + "ln1", b + "ln1")
        norm(b + "ln2", b + "ln2")
        for letter, matrix in zip("QKV", w[b + "attn.qkv.weight"].chunk(3)):
            s[f"{b}attn.W_{letter}"] = matrix.unflatten(0, (c.n_heads, c.d_head)).mT
        s[b + "attn.W_O"] = w[b + "attn.proj.weight"].T.unflatten(0, (c.n_heads, c.d_head))
        for theirs, ours in [("in", "fc1"), ("out", "fc2")]:
            s[f"{b}mlp.W_{theirs}"] = w[f"{b}mlp.{ours}.weight"].T
            if f"{b}mlp.{ours}.bias" in w:
                s[f"{b}mlp.b_{theirs}"] = w[f"{b}mlp.{ours}.bias"]
    norm("ln_final", "ln_f")
    return s


def as_version_3(cache, model):
    """hook_normalized as x / scale."""
    streams = {"ln_final": f"blocks.{model.cfg.n_layers - 1}.hook_resid_post"}
    for layer in range(model.cfg.n_layers):
        block = f"blocks.{layer}."
        streams |= {block + "ln1": block + "hook_resid_pre", block + "ln2": block + "hook_resid_mid"}
    for name, module in model.named_modules():
        hook = name + ".hook_normalized"
        if type(module).__name__ == "LayerNorm" and hook in cache:
            x = cache[streams[name]]
            normalized = (x - x.mean(-1, keepdim=True)) / cache[name + ".hook_scale"]
            torch.testing.assert_close(cache[hook], normalized * module.w + module.b, rtol=1e-12, atol=1e-12)
            cache[hook] = normalized
    return cache


def checkpoint(path):
    """The architecture and the weights of a checkpoint of ours."""
    with safe_open(path, "pt") as file:
        return json.loads(file.metadata()["architecture"]), {name: file.get_tensor(name).double() for name in file.keys()}


def loaded(architecture, weights, extras=False):
    """TransformerLens's model with those weights."""
    model = HookedTransformer(config(architecture, extras))
    parameters = dict(model.named_parameters())
    for parameter in parameters.values():  # those of a model without biases
        parameter.zero_()
    for name, value in state(weights, model.cfg).items():
        assert parameters[name].shape == value.shape, name
        parameters[name].copy_(value)
    return model


def cached(model, tokens):
    """Every hook, and the logits."""
    logits, held = model.run_with_cache(tokens)
    cache = {name: value for name, value in held.items() if not (model.cfg.use_attn_result and ".ln1." in name)}
    return as_version_3(cache, model) | {"logits": logits}


def main(path, tokens, out):
    architecture, weights = checkpoint(path)
    tokens = torch.tensor(json.load(open(tokens)))
    with torch.no_grad():
        models = {name: loaded(architecture, weights, extras=name == "extras") for name in ["plain", "extras"]}
        runs = {name: cached(model, tokens) for name, model in models.items()}
    save_file({f"{run}/{name}": x.clone().contiguous() for run, cache in runs.items() for name, x in cache.items()}, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
