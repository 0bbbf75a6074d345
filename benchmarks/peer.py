"""What the peers' scripts have in common: arguments, threads, timing, and one JSON line a measurement.

PyTorch's threads wait for each other spinning, which is the fastest on an idle machine and twenty times slower than sleeping
on a busy one. So that neither is held against it, every script runs twice: `with_sleeping_threads` starts the second.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

PARAMETERS = {
    "microadder-57": 57,
    "microadder-67": 67,
    "microadder-74": 74,
    "lowrank-262": 262,
    "gptacc-777": 777,
    "small-2L-64d": 103_616,
}

SLEEPS = os.environ.get("OMP_WAIT_POLICY", "").lower() == "passive"


def arguments(description, jobs):
    """Reads the command line and keeps the process to so many processors, whatever threads a library starts."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to time each peer")
    parser.add_argument("--model", choices=PARAMETERS, default="gptacc-777")
    parser.add_argument("--job", choices=jobs, default=jobs[0])
    parsed = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, processors[: parsed.threads])
    return parsed


def check(model, parameters):
    """A peer that is not the same model is no peer."""
    if parameters != PARAMETERS[model]:
        raise ValueError(f"{model} has {parameters} parameters here and should have {PARAMETERS[model]}")


def with_sleeping_threads():
    """Runs the script once more in a process of its own, in which threads sleep instead of spinning."""
    if not SLEEPS:
        subprocess.run([sys.executable, *sys.argv], env=os.environ | {"OMP_WAIT_POLICY": "passive"}, check=False)


def rate(work, units, seconds, setup=3):
    """Units of work per second: the median over single calls, after a few that warm up and compile."""
    for _ in range(setup):
        work()
    rates, end = [], time.perf_counter() + seconds
    while len(rates) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        rates.append(units / (time.perf_counter() - start))
    return statistics.median(rates)


def report(job, model, peer, value, unit):
    name = f"{peer}, sleeping" if SLEEPS else peer
    print(json.dumps({"job": job, "model": model, "peer": name, "value": value, "unit": unit}), flush=True)


def attempt(peer, measure):
    """Measures, or says why not: a package that is missing, a compiler that fails."""
    try:
        measure()
    except Exception as error:  # whatever a peer dies of, the others are to be measured
        why = str(error).strip().splitlines() or [type(error).__name__]
        print(json.dumps({"missing": peer, "why": why[0][:200]}), flush=True)
