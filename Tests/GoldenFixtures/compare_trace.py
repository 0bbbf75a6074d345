"""Compares a trace with what TransformerLens caches of the same model and tokens: names, shapes, values and circuits.

    python3 Tests/GoldenFixtures/compare_trace.py MODEL.safetensors TRACE.h5 ALLOWED ALLOWED_LOGITS

Needs h5py besides what transformer_lens_cache.py needs. The errors allowed are of |x - theirs| / max(1, |theirs|). The trace
must be of all hooks, positions and a teacher-forced pass.
"""
import sys

import h5py
import numpy
import torch
from transformer_lens_cache import cached, checkpoint, loaded


def error(ours, theirs):
    """The largest; infinite where only one is infinite, as masked scores are in both."""
    finite = numpy.isfinite(theirs)
    if not numpy.array_equal(ours[~finite], theirs[~finite]):
        return numpy.inf
    return (abs(ours[finite] - theirs[finite]) / numpy.maximum(1, abs(theirs[finite]))).max()


def main(path, trace, allowed, allowed_logits):
    with h5py.File(trace) as file, torch.no_grad():
        model = loaded(*checkpoint(path))
        cache = cached(model, torch.tensor(file["tokens"][:].astype("int64")))
        arrays = file["activations"]
        # The group repeats the coordinates of dimensions, which stand at the root, too.
        names = set(arrays) - set(file)
        assert names == set(cache), names ^ set(cache)
        for name in names:
            ours, theirs = arrays[name][:].astype("float64"), cache[name].numpy()
            assert ours.shape == theirs.shape, (name, ours.shape, theirs.shape)
            found = error(ours, theirs)
            assert found <= float(allowed_logits if name == "logits" else allowed), (name, found)
        for layer in range(model.cfg.n_layers):
            for name, theirs in [("qk", model.QK), ("ov", model.OV)]:
                ours, theirs = file[f"model/circuits/blocks.{layer}/{name}"][:], theirs.AB[layer].numpy()
                assert ours.shape == theirs.shape, (name, ours.shape, theirs.shape)
                assert error(ours, theirs) <= 2**-23, (name, error(ours, theirs))


if __name__ == "__main__":
    main(*sys.argv[1:])
