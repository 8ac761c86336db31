"""One epoch of SGDRegressor over standardized data in memory: sgd_epoch.py ROWS FEATURES LAMBDA STEP_SIZE."""
import sys

import numpy
import sklearn
from serve import serve
from sklearn.linear_model import SGDRegressor

rows, features = map(int, sys.argv[1:3])
l2_reg, step_size = map(float, sys.argv[3:])
random = numpy.random.default_rng(1)
x = random.standard_normal((rows, features))
y = x @ random.uniform(-1, 1, features) + random.standard_normal(rows)
# Its own pass to look for infinities is switched off.
sklearn.set_config(assume_finite=True)
# The gradient of its ½(y − ŷ)² is half of ours, so the same step is twice eta0.
model = SGDRegressor(alpha=l2_reg, learning_rate="constant", eta0=2 * step_size, shuffle=True)


def run():
    model.partial_fit(x, y)


serve(run)
