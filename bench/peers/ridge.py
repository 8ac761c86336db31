"""Ridge by Cholesky's factor in scikit-learn, of columns as they are: ridge.py ROWS FEATURES."""
import sys

import numpy
from serve import serve
from sklearn.linear_model import Ridge

rows, features = map(int, sys.argv[1:3])
random = numpy.random.default_rng(1)
x = random.random((rows, features))
y = x @ random.random(features) + random.random(rows)


def run():
    Ridge(alpha=rows * 1e-4, solver="cholesky").fit(x, y)


serve(run)
