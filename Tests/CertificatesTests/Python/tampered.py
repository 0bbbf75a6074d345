"""A hundred ways to lie in one question of a proof, each by itself, and whether the checker sees it.

    tampered.py CHECKER.py CERTIFICATE.json CHECKPOINT

Prints one line for each lie that was believed; the exit code is 1 if there is any.
"""

import copy
import importlib.util
import json
import random
import sys

checker_path, certificate, checkpoint = sys.argv[1:]
specification = importlib.util.spec_from_file_location("checker", checker_path)
checker = importlib.util.module_from_spec(specification)
specification.loader.exec_module(checker)

with open(certificate, "rb") as file:
    document = json.load(file)
description, tensors, _ = checker.read_checkpoint(checkpoint)
model = checker.Model(checker.Architecture(description), tensors)
chance, is_real = random.Random(77), document["arithmetic"] == "real"


def setting(**changes):
    return lambda question, part, side: part.update(changes)


def side_becomes(change):
    def lie(question, part, side):
        low, high = part["box"][side]
        part["box"][side] = change(low, high, max(1e-6, 0.01 * (high - low)))

    return lie


def turn(question, part, side):
    for coordinate in question["coordinates"]:
        coordinate["row"] = [1.7 * x for x in coordinate["row"]]


LIES = {
    "the part is missing": lambda question, part, side: question["parts"].remove(part),
    "another total": lambda question, part, side: part.update(total=(part.get("total", 30) + 1) % 19),
    "another split": lambda question, part, side: part.update(splits="0" + part["splits"]),
    "no coordinate": setting(splits="7.."),
    "other coordinates": turn,
    "a side too many": lambda question, part, side: part["box"].append([0, 1]),
    "ends exchanged": side_becomes(lambda low, high, _: [high + 1e-3, low - 1e-3]),
    "too large to say anything of": side_becomes(lambda low, high, _: [low - 1e6, high + 1e6]),
}
if is_real:
    # Of float32 certificates margins are not confirmed, and boxes are widened.
    LIES["too low"] = side_becomes(lambda low, high, little: [low, high - little])
    LIES["too high"] = side_becomes(lambda low, high, little: [low + little, high])
    LIES["too great a margin"] = lambda question, part, side: part.update(margin=3 * part["margin"] + 1e4)

believed = 0
for attempt in range(100):
    name, lie = list(LIES.items())[attempt % len(LIES)]
    question = copy.deepcopy(chance.choice(document["questions"]))
    part = chance.choice(question["parts"])
    lie(question, part, chance.randrange(len(part["box"])))
    try:
        checker.Proof(model, document["handsOn"], is_real).check(question["place"], question["token"], question)
    except (checker.Rejected, checker.Malformed):
        continue
    believed += 1
    print(f"{name}, place {question['place']} after token {question['token']}")
sys.exit(believed > 0)
