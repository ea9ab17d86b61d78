"""What was learned as a file: `learned.json` in the folder of the reader's own topics.

Plain data, checked as it is read, for anybody may write there.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from papertriage.errors import TopicError
from papertriage.topics.files import LEARNED
from papertriage.topics.learned_model import Model, TopicModel
from papertriage.topics.learned_text import MAX_TERMS

FILE_NAME = LEARNED
FORMAT = 1
MAX_BYTES = 30_000_000

_LARGEST = 1e6  # of a number in the file; what training gives is below 100


class _Fault(Exception):
    """Where in the file, and what it must be."""


def load_model(folder: Path | None) -> Model | None:
    """Return what `papertriage topics learn` saved in the reader's topics folder; None where it never ran.

    Raises TopicError, naming the file, the place in it and the mend.
    """
    path = folder / FILE_NAME if folder else None
    if path is None or not path.is_file():
        return None
    try:
        return _model(_table(json.loads(_bytes(path), parse_constant=_no_constant), "the file"))
    except OSError as fault:
        _refuse(path, f"cannot be read ({fault.strerror})")
    except _Fault as fault:
        _refuse(path, str(fault))
    except (ValueError, RecursionError):  # of UTF-8 and JSON
        _refuse(path, "is not JSON")


def to_text(model: Model) -> str:
    """Return a model as the text of its file; the same model gives the same text."""
    topics = {
        name: {**learned._asdict(), "weights": dict(learned.weights), "f1": dict(learned.f1)}
        for name, learned in model.topics.items()
    }
    record = {"format": FORMAT, **model._asdict(), "idf": dict(model.idf), "topics": topics}
    return json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _refuse(path: Path, fault: str) -> NoReturn:
    mend = "make it again with `papertriage topics learn`, or take it away"
    raise TopicError(f"{path}: {fault}; {mend}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise _Fault(f"is larger than {MAX_BYTES} bytes")
    return raw


def _no_constant(word: str) -> NoReturn:
    raise _Fault(f"{word} is not a number of JSON")


def _model(data: Mapping[str, Any]) -> Model:
    if data.get("format") != FORMAT:
        raise _Fault(f"format: is not {FORMAT}: another version of papertriage made it")
    idf = _weights(data.get("idf"), "idf")
    topics = {
        name: _topic(_table(entry, f"topics.{name}"), f"topics.{name}", idf)
        for name, entry in _table(data.get("topics"), "topics").items()
    }
    version, digest = (_text(data.get(key), key) for key in ("version", "data"))
    return Model(version, _count(data.get("papers"), "papers"), digest, idf, topics)


def _topic(data: Mapping[str, Any], at: str, idf: Mapping[str, float]) -> TopicModel:
    weights = _weights(data.get("weights"), f"{at}.weights")
    telling = data.get("telling")
    if not isinstance(telling, list) or not all(
        isinstance(word, str) and word in weights for word in telling
    ):
        raise _Fault(f"{at}.telling: must be a list of terms of its weights")
    if not weights.keys() <= idf.keys():
        raise _Fault(f"{at}.weights: has a term that is not in idf")
    return TopicModel(
        rule=_text(data.get("rule"), f"{at}.rule"),
        weights=weights,
        telling=tuple(telling),
        f1=_weights(data.get("f1"), f"{at}.f1"),
        bias=_number(data.get("bias"), f"{at}.bias"),
        rule_weight=_number(data.get("rule_weight"), f"{at}.rule_weight"),
        text_weight=_number(data.get("text_weight"), f"{at}.text_weight"),
        offset=_number(data.get("offset"), f"{at}.offset"),
        positives=_count(data.get("positives"), f"{at}.positives"),
        negatives=_count(data.get("negatives"), f"{at}.negatives"),
    )


def _table(value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Fault(f"{at}: must be an object")
    return value


def _weights(value: object, at: str) -> dict[str, float]:
    table = _table(value, at)
    if len(table) > MAX_TERMS:
        raise _Fault(f"{at}: has more than {MAX_TERMS} terms")
    return {term: _number(weight, f"{at}.{term[:60]}") for term, weight in table.items()}


def _number(value: object, at: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Fault(f"{at}: must be a number")
    if not abs(value) <= _LARGEST or not math.isfinite(value):
        raise _Fault(f"{at}: must be between -{_LARGEST:g} and {_LARGEST:g}")
    return float(value)


def _count(value: object, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise _Fault(f"{at}: must be a whole number")
    return value


def _text(value: object, at: str) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise _Fault(f"{at}: must be a short text")
    return value
