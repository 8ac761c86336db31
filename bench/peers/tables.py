"""Real tables from Python packages as CSV, with reference weights: tables.py FOLDER. Prints a JSON list of tables.

Numeric columns and complete rows only. Weights of least squares are those of statsmodels' OLS, those of ridge of
scikit-learn's Ridge (SVD) with alpha = n·lambda, both on standardized columns, converted to the original units.
"""

import json
import sys
from pathlib import Path

import numpy as np
import statsmodels.api as sm
import statsmodels.datasets as packaged
from sklearn import datasets
from sklearn.linear_model import Ridge

LAMBDA = 0.01
FROM_SKLEARN = {"diabetes": None, "iris": "petal width (cm)", "wine": "alcohol", "breast_cancer": "mean radius"}
FROM_STATSMODELS = {
    "longley": "TOTEMP", "stackloss": "STACKLOSS", "ccard": "AVGEXP", "copper": "WORLDCONSUMPTION", "spector": "GRADE",
    "scotland": "YES", "star98": "NABOVE", "statecrime": "murder", "macrodata": "realcons", "engel": "foodexp",
    "fair": "affairs", "grunfeld": "invest", "randhie": "mdvis", "cpunish": "EXECUTIONS", "strikes": "duration",
    "anes96": "vote", "danish_data": "lrm", "elnino": "DEC", "heart": "survival", "interest_inflation": "R",
    "modechoice": "choice", "committee": "BILLS103", "cancer": "cancer", "sunspots": "SUNACTIVITY", "nile": "volume",
}


def tables():
    for name, target in FROM_SKLEARN.items():
        frame = getattr(datasets, f"load_{name}")(as_frame=True).frame
        yield f"sklearn {name}", frame, target or "target"
    for name, target in FROM_STATSMODELS.items():
        yield f"statsmodels {name}", getattr(packaged, name).load_pandas().data, target
    linnerud = datasets.load_linnerud(as_frame=True)
    for target in linnerud.target_names:
        yield f"sklearn linnerud {target}", linnerud.data.join(linnerud.target[target]), target


def numeric(frame, target):
    frame = frame.select_dtypes("number").dropna()
    frame.columns = [str(name).strip() for name in frame.columns]
    return frame if target in frame.columns and frame.shape[1] > 1 else None


def weights(frame, target):
    x = frame.drop(columns=[target]).to_numpy(float)
    y = frame[target].to_numpy(float)
    mean, scale = x.mean(0), x.std(0)
    scale[scale == 0] = 1
    z = sm.add_constant((x - mean) / scale, has_constant="add")
    ols = sm.OLS(y, z).fit().params
    ridge = Ridge(alpha=len(y) * LAMBDA, solver="svd").fit(z[:, 1:], y)

    def original(intercept, standardized):
        w = standardized / scale
        return {"intercept": float(intercept - w @ mean), "weights": [float(v) for v in w]}

    return {
        "leastSquares": original(ols[0], ols[1:]),
        "ridge": original(ridge.intercept_, ridge.coef_),
        "fullRank": int(np.linalg.matrix_rank(z)) == z.shape[1],
    }


folder = Path(sys.argv[1])
found = []
for name, frame, target in tables():
    frame = numeric(frame, target)
    if frame is None:
        print(f"{name}: no numeric column {target}", file=sys.stderr)
        continue
    path = folder / f"{name.replace(' ', '-')}.csv"
    frame.to_csv(path, index=False)
    found.append({"name": name, "path": str(path), "target": target, "rows": len(frame), **weights(frame, target)})
print(json.dumps({"lambda": LAMBDA, "tables": found}))
