"""Least squares in numpy: normal_equations.py ROWS FEATURES normal|lstsq."""
import sys

import numpy
from serve import serve

rows, features = map(int, sys.argv[1:3])
random = numpy.random.default_rng(1)
x = random.random((rows, features))
y = x @ random.random(features) + random.random(rows)


def normal():
    numpy.linalg.solve(x.T @ x, x.T @ y)


def lstsq():
    numpy.linalg.lstsq(x, y, rcond=None)


serve({"normal": normal, "lstsq": lstsq}[sys.argv[3]])
