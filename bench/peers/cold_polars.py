"""CSV to model file with polars and the normal equations in numpy: cold_polars.py DATA OUT LAMBDA."""
import json
import sys

import numpy
import polars

data, out, l2_reg = sys.argv[1:]
frame = polars.read_csv(data)
y = frame["y"].to_numpy()
x = frame.drop("y").to_numpy(order="c")
mean = x.mean(axis=0)
y_mean = y.mean()
x -= mean
covariance = x.T @ x / len(x)
scaled = covariance + float(l2_reg) * numpy.diag(numpy.diag(covariance))
weights = numpy.linalg.solve(scaled, x.T @ (y - y_mean) / len(x))
with open(out, "w") as file:
    json.dump({"weights": weights.tolist(), "intercept": float(y_mean - weights @ mean)}, file)
