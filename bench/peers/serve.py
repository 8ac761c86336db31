"""A warm peer: says that it is ready, then answers each line with the numbers of one run, as JSON."""
import gc
import json
import sys
import time


def serve(run):
    """`run` returns a dict of numbers, or None to have its seconds taken here."""
    print(json.dumps({"ready": 1}), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        numbers = run()
        seconds = time.perf_counter() - began
        print(json.dumps(numbers or {"seconds": seconds}), flush=True)
        gc.collect()
