"""Writes the logits of the study's NumPy model: float32, teacher-forced, of the positions that predict the answer.

    python3 Tests/GoldenFixtures/frontier_logits.py INDEPENDENT_MODEL.py MODEL.safetensors TOKENS.json OUT.json

TOKENS is a list of rows, of which the last eleven positions predict digits of the sum. OUT gets `[row][digit][token]`.
"""
import importlib.util
import json
import sys

script, weights, tokens, out = sys.argv[1:]
specification = importlib.util.spec_from_file_location("independent_model", script)
independent_model = importlib.util.module_from_spec(specification)
specification.loader.exec_module(independent_model)
model = independent_model.Model(weights)
rows = json.load(open(tokens))
logits = [[model.forward(row[: end + 1]).tolist() for end in range(len(row) - 11, len(row))] for row in rows]
json.dump(logits, open(out, "w"))
