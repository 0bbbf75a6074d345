#!/usr/bin/env python3
"""What a user would train with instead: a step (forward, backward, clipping, AdamW) in PyTorch and JAX.

Problems are not made anew for every step, which would take longer.

usage: training_step.py --model gptacc-777 [--threads 2] [--seconds 1]
needs: torch, jax and optax; what is missing is left out and named.
"""

import peer

args = peer.arguments(__doc__.splitlines()[0], ["training"])
FIRST_TARGET = 21  # the position whose target is the first digit of the answer


def show(name, work):
    peer.report("training", args.model, name, peer.rate(work, 1, args.seconds), "steps/s")


def torch_step(compiled):
    import torch
    import torch_models
    from torch.nn import functional as F

    torch.set_num_threads(args.threads)
    model, batch = torch_models.build(args.model)
    inputs = torch.randint(0, 10, (batch, torch_models.POSITIONS))
    targets = torch.randint(0, 10, (batch, torch_models.POSITIONS - FIRST_TARGET))
    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=0.02, weight_decay=0.01, fused=True)

    def loss(inputs, targets):
        return F.cross_entropy(model(inputs)[:, FIRST_TARGET:].flatten(0, 1), targets.flatten())

    run = torch.compile(loss) if compiled else loss

    def step():
        optimizer.zero_grad()
        run(inputs, targets).backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()

    show("torch.compile" if compiled else "torch", step)


def jax_step():
    import jax
    import jax_models
    import numpy as np
    import optax

    weights, run, batch = jax_models.build(args.model)
    random = np.random.default_rng(0)
    inputs = jax.numpy.array(random.integers(0, 10, (batch, 33)))
    targets = jax.numpy.array(random.integers(0, 10, (batch, 33 - FIRST_TARGET)))
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(0.02, weight_decay=0.01))

    def loss(weights):
        logits = run(weights, inputs)[:, FIRST_TARGET:]
        return optax.softmax_cross_entropy_with_integer_labels(logits, targets).mean()

    @jax.jit
    def update(weights, moments):
        value, gradient = jax.value_and_grad(loss)(weights)
        change, moments = optimizer.update(gradient, moments, weights)
        return optax.apply_updates(weights, change), moments, value

    state = [weights, optimizer.init(weights)]

    def step():
        state[0], state[1], value = update(*state)
        value.block_until_ready()

    show("jax.jit", step)


peer.with_sleeping_threads()
peer.attempt("torch.compile", lambda: torch_step(compiled=True))
if not peer.SLEEPS:  # compiled code is the better test of threads that sleep, and JAX has threads of its own
    peer.attempt("torch", lambda: torch_step(compiled=False))
    peer.attempt("jax", jax_step)
