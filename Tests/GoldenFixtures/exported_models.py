"""Runs models that `analyze export` wrote: imports each file, and lets it answer.

    python3 Tests/GoldenFixtures/exported_models.py TASK.json OUT.json

TASK is a list of {"file", "tokens", "operands", "adds"}. OUT gets for each {"logits", "answers", "sums", "params", "learned",
"counted"}: logits of all positions of the rows of tokens, answers to the operands as one batch, sums through `add`, the count that
the metadata tell, the learned numbers one after the other, and of a torch module the count of its parameters.
"""
import importlib.util
import json
import sys


def load(path):
    specification = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run(task):
    file = load(task["file"])
    model, metadata = file.build_model()
    assert {"name", "author", "params", "architecture", "tricks"} <= set(metadata)
    numbers = lambda x: x.tolist()
    if hasattr(file, "torch"):
        array, counted = file.torch.tensor, sum(p.numel() for p in model.parameters())
        learned = [float(x) for p in model.parameters() for x in p.detach().flatten()]
        assert all(p.requires_grad and p.dtype == file.torch.float32 for p in model.parameters())
    else:
        array, counted = file.np.array, None
        learned = [float(x) for value in file.LEARNED.values() for x in file.np.array(value, "f4").flatten()]
    logits = model.forward(array(task["tokens"]))
    if counted is not None:
        # Every learned number is part of the graph, so that training can go on.
        logits.square().mean().backward()
        logits = logits.detach()
    a, b = zip(*task["operands"])
    answers = []
    for start in range(0, len(a), 1001):
        answers += numbers(file.answers(model, list(a[start:start + 1001]), list(b[start:start + 1001])))
    return {
        "logits": numbers(logits.reshape(-1)), "answers": answers, "params": metadata["params"], "learned": learned,
        "sums": [file.add(model, *pair) for pair in task["adds"]], "counted": counted,
    }


tasks, out = sys.argv[1:]
json.dump([run(task) for task in json.load(open(tasks))], open(out, "w"))
