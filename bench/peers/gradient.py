"""r = y - Xw and its product with X, the numpy way: gradient.py ROWS FEATURES."""
import sys

import numpy
from serve import serve

rows, features = map(int, sys.argv[1:])
random = numpy.random.default_rng(1)
x = numpy.empty((rows, features))
for start in range(0, rows, 4096):
    end = min(rows, start + 4096)
    x[start:end] = random.standard_normal((end - start, features))
y = random.standard_normal(rows)
w = numpy.zeros(features)
prediction = numpy.empty(rows)
gradient = numpy.empty(features)


def run():
    numpy.matmul(x, w, out=prediction)
    numpy.subtract(y, prediction, out=prediction)
    numpy.matmul(x.T, prediction, out=gradient)


serve(run)
