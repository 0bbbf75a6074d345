#!/usr/bin/env python3
"""What a user would decode with instead: batched greedy autoregressive decoding in PyTorch.

Decoding is measured without and with a key/value cache. Evaluation is decoding and comparing; forward is one pass over all
positions of problems and answers.

usage: decoding.py --model gptacc-777 --job decode|evaluation|forward [--threads 2] [--seconds 1]
needs: torch
"""

import peer

args = peer.arguments(__doc__.splitlines()[0], ["decode", "evaluation", "forward"])
BATCH = 2048


def decode(model, prompts, caches):
    """Eleven digits of every answer."""
    import torch
    import torch_models

    past = [] if caches else None
    tokens = fresh = prompts
    for _ in range(torch_models.DIGITS):
        digit = model(fresh, past)[:, -1].argmax(-1, keepdim=True)
        # A vocabulary with more than ten tokens may answer with one that is no digit, which ends nothing here.
        tokens = torch.cat([tokens, digit], 1)
        fresh = digit if caches else tokens
    return tokens[:, prompts.shape[1] :]


def measure():
    import torch
    import torch_models

    torch.set_num_threads(args.threads)
    model = torch_models.build(args.model)[0].eval()
    problems = torch.randint(0, 10, (BATCH, torch_models.POSITIONS))
    prompts, answers = problems[:, : torch_models.PROMPT], problems[:, torch_models.PROMPT :]

    def show(name, unit, work):
        with torch.inference_mode():
            peer.report(args.job, args.model, name, peer.rate(work, BATCH, args.seconds), unit)

    if args.job == "forward":
        show("torch", "problems/s", lambda: model(problems))
    elif args.job == "decode":
        show("torch", "sums/s", lambda: decode(model, prompts, caches=False))
        show("torch, cached", "sums/s", lambda: decode(model, prompts, caches=True))
    else:
        show("torch, cached", "sums/s", lambda: (decode(model, prompts, caches=True)[:, : answers.shape[1]] == answers).all(1).sum().item())


peer.with_sleeping_threads()
peer.attempt("torch", measure)
