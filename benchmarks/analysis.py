#!/usr/bin/env python3
"""What a user would analyse the 777-parameter model with instead: TransformerLens, or PyTorch with forward hooks, and h5py.

dump: every activation that the library shows (forward hooks see modules' outputs only) of 5,000 problems into an uncompressed HDF5 file. ablation: zero the head or a hidden unit at one
position, for all of them, on 1,000 problems, and count right next tokens.

usage: analysis.py --job dump|ablation [--threads 2] [--seconds 1]
needs: torch; h5py for dump; 'transformer_lens<3' (later ones lack models of one's own configuration)
"""

import os
import tempfile

import peer

args = peer.arguments(__doc__.splitlines()[0], ["dump", "ablation"])
POSITIONS, UNITS, FIRST_ANSWER = 33, 14, 21


def write(activations):
    """Writes arrays to a file; its size in MB of the arrays."""
    import h5py

    with tempfile.TemporaryDirectory() as folder:
        with h5py.File(os.path.join(folder, "trace.h5"), "w") as file:
            for name, values in activations.items():
                file.create_dataset(name, data=values.numpy(), chunks=True)
    return sum(values.numel() * 4 for values in activations.values()) / 1e6


def show_dump(name, record):
    megabytes = write(record())
    peer.report("dump", "gptacc-777", name, peer.rate(lambda: write(record()), megabytes, args.seconds, setup=1), "MB/s")


def show_ablation(name, problems, runs):
    """`runs` yields logits, an ablated run at a time. A rate is of single runs: the whole scan takes minutes."""
    targets = problems[:, FIRST_ANSWER + 1 :]
    state = {"runs": iter(())}

    def run():
        logits = next(state["runs"], None)
        if logits is None:
            state["runs"] = runs()
            logits = next(state["runs"])
        (logits[:, FIRST_ANSWER:-1].argmax(-1) == targets).sum(0).tolist()

    peer.report("ablation", "gptacc-777", name, peer.rate(run, len(problems), args.seconds), "node-problems/s")


def nodes():
    """Every position, with the head (None) or a hidden unit."""
    return ((position, unit) for position in range(POSITIONS) for unit in (None, *range(UNITS)))


def with_transformer_lens():
    import torch
    from transformer_lens import HookedTransformer, HookedTransformerConfig

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    model = HookedTransformer(
        HookedTransformerConfig(
            n_layers=1, d_model=7, n_ctx=35, d_head=7, n_heads=1, d_mlp=14, d_vocab=14, act_fn="gelu_new",
            normalization_type="LN", seed=0, device="cpu"))  # fmt: skip
    if args.job == "dump":
        problems = torch.randint(0, 10, (5000, POSITIONS))
        show_dump("TransformerLens", lambda: model.run_with_cache(problems)[1])
        return
    problems = torch.randint(0, 10, (1000, POSITIONS))

    def runs():
        for position, unit in nodes():
            def zero(values, hook):
                values[:, position, 0 if unit is None else unit] = 0
                return values

            name = "blocks.0.attn.hook_z" if unit is None else "blocks.0.mlp.hook_post"
            yield model.run_with_hooks(problems, fwd_hooks=[(name, zero)])

    show_ablation("TransformerLens", problems, runs)


def with_forward_hooks():
    import torch
    import torch_models

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    model = torch_models.build("gptacc-777")[0].eval()
    if args.job == "dump":
        problems = torch.randint(0, 10, (5000, POSITIONS))

        def record():
            activations = {}
            keep = lambda name: lambda module, inputs, output: activations.__setitem__(name, output)
            handles = [module.register_forward_hook(keep(name)) for name, module in model.named_modules() if name]
            activations["logits"] = model(problems)
            for handle in handles:
                handle.remove()
            return activations

        show_dump("torch, hooks", record)
        return
    problems = torch.randint(0, 10, (1000, POSITIONS))
    block = model.blocks[0]

    def runs():
        for position, unit in nodes():
            def zero(module, inputs):
                values = inputs[0].clone()
                values[:, position, slice(None) if unit is None else unit] = 0
                return (values,)

            # What a layer writes out is what the next matrix reads.
            handle = (block.out if unit is None else block.down).register_forward_pre_hook(zero)
            logits = model(problems)
            handle.remove()
            yield logits

    show_ablation("torch, hooks", problems, runs)


peer.with_sleeping_threads()
peer.attempt("torch with hooks", with_forward_hooks)
peer.attempt("TransformerLens", with_transformer_lens)
