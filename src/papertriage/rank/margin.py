"""The learner: a linear support vector machine with squared hinge loss, solved over its few examples.

There are far fewer decisions than terms, so the weights are sought as a sum of the examples (Chapelle 2007,
"Training a support vector machine in the primal"): Newton's method, each step solved by conjugate gradients
with the diagonal as preconditioner. It always begins at nothing, and the optimum is the only one: the same
examples give the same answer, whatever was learned before.
"""

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 12  # of Newton; it rarely takes more than three
MOST_ROUNDS = 200  # of conjugate gradients in a step; it rarely takes more than ten
NEAR = 1e-4  # of the length of what is solved for: there a step ends

Floats = NDArray[np.float32]


def solved(products: Floats, signs: Floats, costs: Floats) -> Floats:
    """Return how much of each example is in the weights.

    `products` are those of the examples with each other, examples x examples; `signs` are 1 or -1; `costs`
    say what an example beyond the margin costs, each above 0.
    """
    parts = np.zeros(len(signs), np.float32)
    within = np.ones(len(signs), np.float32)
    ridge: Floats = np.reciprocal(costs)
    for _ in range(MOST_STEPS):
        parts = _step(products, ridge, signs, within, parts * within)
        now = (signs * (products @ parts) < 1).astype(np.float32)
        if np.array_equal(now, within):
            break
        within = now
    return parts


def _step(products: Floats, ridge: Floats, signs: Floats, within: Floats, parts: Floats) -> Floats:
    """Solve (products + ridge) parts = signs among those within the margin, beginning at `parts`."""
    inverse = within / (products.diagonal() + ridge)
    rest = within * (signs - products @ parts - ridge * parts)
    goal = NEAR * np.sqrt(signs @ (inverse * signs))
    towards = inverse * rest
    size = rest @ towards
    for _ in range(MOST_ROUNDS):
        if size <= goal * goal:
            break
        change = within * (products @ towards + ridge * towards)
        pace = size / (towards @ change)
        parts = parts + pace * towards
        rest = rest - pace * change
        before, size = size, rest @ (inverse * rest)
        towards = inverse * rest + (size / before) * towards
    return parts
