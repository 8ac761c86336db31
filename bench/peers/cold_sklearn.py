"""CSV to model file with pandas, StandardScaler and SGDRegressor: cold_sklearn.py DATA OUT EPOCHS LAMBDA."""
import json
import sys

import pandas
import sklearn
from sklearn.linear_model import SGDRegressor
from sklearn.preprocessing import StandardScaler

data, out, epochs, l2_reg = sys.argv[1:]
sklearn.set_config(assume_finite=True)
frame = pandas.read_csv(data, engine="c")
y = frame.pop("y").to_numpy()
scaler = StandardScaler(copy=False)
x = scaler.fit_transform(frame.to_numpy())
# J = mean (y − ŷ)² + λ‖w‖² is twice its objective at alpha = λ. Its own falling step sizes end near the optimum.
model = SGDRegressor(alpha=float(l2_reg), max_iter=int(epochs), tol=None, random_state=1).fit(x, y)
weights = model.coef_ / scaler.scale_
intercept = float(model.intercept_[0] - weights @ scaler.mean_)
with open(out, "w") as file:
    json.dump({"weights": weights.tolist(), "intercept": intercept}, file)
