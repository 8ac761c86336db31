"""x @ x over memory: what OpenBLAS's threads read, in GB/s. read_rate.py BYTES."""
import sys
import time

import numpy
from serve import serve

x = numpy.ones(int(sys.argv[1]) // 8)


def run():
    began = time.perf_counter()
    x @ x
    return {"rate": x.nbytes / (time.perf_counter() - began) / 1e9}


serve(run)
