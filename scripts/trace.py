"""Writes a trace that `analyze trace` reads, from a dictionary of arrays such as a TransformerLens cache.

    import trace_recipe  # this file, under a name of your own
    logits, cache = model.run_with_cache(tokens)
    write_trace("trace.h5", {**cache, "logits": logits}, tokens, a, b, answers, positions=["X9", ..., "Z10"])

The format is described in notebooks-md/trace-format.md. Needs numpy and h5py.
"""

import json

import h5py
import numpy as np


def dimensions_of(hook, rank):
    """The names of a hook's dimensions after `problem`, in TransformerLens's order."""
    if hook.endswith(("hook_pattern", "hook_attn_scores")):
        return ["head", "query", "key"]
    if hook.endswith((".hook_q", ".hook_k", ".hook_v", ".hook_z", ".hook_rot_q", ".hook_rot_k")):
        return ["position", "head", "d_head"]
    feature = {"hook_scale": "scale", "hook_pre": "d_mlp", "hook_post": "d_mlp", "logits": "d_vocab"}.get(hook.split(".")[-1])
    return ["position", feature or "d_model"][: rank - 1]


def write_trace(path, cache, tokens, a, b, answers, positions, origin=None, chunk=128):
    """Writes a trace.

    cache: hook name -> array [problem, ...]; tensors of PyTorch will do.
    tokens: [problem, position]; a, b: the operands; answers: the model's, -1 where it gave no number.
    positions: a label for each position. origin: further facts, such as {"model": "mine", "pass": "teacher-forced"}.
    """
    arrays = {hook: np.asarray(values, dtype="<f4") for hook, values in cache.items()}
    tokens, count = np.asarray(tokens, dtype="u1"), len(tokens)
    labels = {"position": positions, "query": positions, "key": positions}
    sizes = {"problem": count, "position": len(positions)}
    for hook, values in arrays.items():
        for name, size in zip(dimensions_of(hook, values.ndim), values.shape[1:]):
            if sizes.setdefault(name, size) != size:
                raise ValueError(f"{hook}: '{name}' has size {size} here and {sizes[name]} elsewhere; rename one")

    with h5py.File(path, "w", libver=("v110", "v110"), track_order=True) as file:
        for group in ("problems", "activations"):
            file.create_group(group, track_order=True)
        # Text of a fixed length is what CarryScope reads: it stands under HDF5's checksum of metadata.
        facts = {"architecture": "", "weights_sha256": "", "command_line": "", "carryscope_version": "trace.py", **(origin or {})}
        file.attrs["format"] = "CarryScope activation trace"
        file.attrs["format_version"] = np.int32(2)
        file.attrs["provenance"] = np.bytes_(json.dumps(facts).encode())
        for name, text in facts.items():
            file.attrs[name] = text

        for name, size in sizes.items():
            values = np.array(labels[name], dtype=h5py.string_dtype()) if name in labels else np.arange(size)
            scale = file.create_dataset(name, data=values, chunks=(max(1, size),), maxshape=(None if name == "problem" else size,))
            scale.make_scale(name)
            if name in labels:
                scale.attrs["labels"] = np.bytes_("\n".join(labels[name]).encode())

        def add(where, values, names, meaning=None):
            rows = min(chunk, count)
            data = file.create_dataset(
                where, data=values, chunks=(rows, *values.shape[1:]), maxshape=(None, *values.shape[1:]), fletcher32=True)
            data.attrs["dimensions"] = np.bytes_(" ".join(["problem", *names]).encode())
            for axis, name in enumerate(["problem", *names]):
                data.dims[axis].attach_scale(file[name])
            if meaning:
                data.attrs["long_name"] = np.bytes_(meaning.encode())

        a, b, answers = (np.asarray(column, dtype="<i8") for column in (a, b, answers))
        add("tokens", tokens, ["position"], "tokens fed to the model")
        for name, column, meaning in [
            ("a", a, "first operand"), ("b", b, "second operand"), ("sum", a + b, "a + b"),
            ("answer", answers, "the model's answer; -1 where it gave no number"),
            ("correct", (a + b == answers).astype("u1"), "1 where the answer is the sum"),
        ]:
            add(f"problems/{name}", column, [], meaning)
        for hook, values in arrays.items():
            add(f"activations/{hook}", values, dimensions_of(hook, values.ndim))
        # Last of all: a file without it was never finished.
        file.attrs["complete"] = np.uint8(1)
