"""
One pass of Vowpal Wabbit over its cache: vw_epoch.py DATA CACHE. What several more passes take, by their number: the
start and the first pass are not counted.
"""
import os
import sys
import time

from serve import serve
from vowpalwabbit import Workspace

data, cache = sys.argv[1:]
more = 10


def seconds(passes):
    began = time.perf_counter()
    Workspace(f"--quiet -d {data} --cache_file {cache} --passes {passes} --holdout_off").finish()
    return time.perf_counter() - began


if os.path.exists(cache):
    os.remove(cache)
seconds(1)
serve(lambda: {"seconds": (seconds(1 + more) - seconds(1)) / more})
