"""The learner: a linear support vector machine with squared hinge loss, solved over its few examples.

There are far fewer decisions than terms, so the weights are sought as a sum of the examples (Chapelle 2007,
"Training a support vector machine in the primal"): each Newton step solves one system, as large as there are
examples within the margin, and a handful of steps reach the optimum. That is the only one, so that the order
of the examples does not matter.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

MOST_STEPS = 30

Floats = NDArray[np.float64]


def solved(products: Floats, signs: Floats, costs: Floats) -> Floats:
    """Return how much of each example is in the weights.

    `products` are those of the examples with each other, examples x examples; `signs` are 1 or -1; `costs`
    say what an example beyond the margin costs, each above 0.
    """
    parts = np.zeros(len(signs))
    within = np.ones(len(signs), bool)
    for _ in range(MOST_STEPS):
        at = np.flatnonzero(within)
        system = products[np.ix_(at, at)]
        system[np.diag_indices(len(at))] += 1 / costs[at]
        parts[:] = 0
        parts[at] = linalg.solve(system, signs[at], assume_a="pos", overwrite_a=True, check_finite=False)
        now = signs * (products[:, at] @ parts[at]) < 1
        if np.array_equal(now, within):
            break
        within = now
    return parts
