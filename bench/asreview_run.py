"""Replays one labelled set with ASReview's default model; run by a Python that has `asreview`, not ours.

    python bench/asreview_run.py FILE ROW,ROW

Prints JSON: the order of reading, the seconds of CPU (features and simulation, not imports), the version.
"""

import json
import random
import sys
import time
from pathlib import Path

import asreview
import numpy as np
import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate


def main(file: Path, rows: list[int]) -> None:
    papers = pd.read_csv(file, keep_default_na=False)
    began = time.process_time()
    cycle = ActiveLearningCycle.from_meta(get_ai_config()["value"])
    random.seed(42)
    np.random.seed(42)
    reading = Simulate(
        papers[["title", "abstract"]], papers["label_included"].to_numpy(), [cycle], print_progress=False
    )
    reading.label(rows)
    reading.review()
    seconds = time.process_time() - began
    order = [int(row) for row in reading._results["record_id"]][len(rows) :]
    print(json.dumps({"order": order, "seconds": seconds, "version": asreview.__version__}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(row) for row in sys.argv[2].split(",")])
