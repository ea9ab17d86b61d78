"""Which topics papers have, and by what: the rules that made them, and the reader's corrections, which hold.

The library remembers for each topic the fingerprints of the rules that made its rows. One alone is the usual
case; several, where papers came in under a changed rule and the earlier ones were not tagged again.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from papertriage.library.connection import Database
from papertriage.library.decisions import STANDING
from papertriage.library.rows import evidence_to_text, to_json
from papertriage.model import TopicHit

TAG, UNTAG = "tag", "untag"
CORRECTIONS = f"('{TAG}', '{UNTAG}')"

_NONE = ""  # the fingerprint of no rule: there was no such topic
_UNKNOWN = "?"  # an earlier papertriage tagged these papers and did not say by what

Hits = tuple[TopicHit, ...]
Key = tuple[int, str]  # a paper's number and a topic's name
Corrections = dict[str, dict[str, bool]]  # public id -> topic -> whether the paper has it


class Retagged(NamedTuple):
    """What tagging some papers again changed."""

    papers: set[int]
    gained: list[str]  # the names of topics, once for each paper
    lost: list[str]


# --- by what rules ---


def changed_topics(db: Database, rules: Mapping[str, str]) -> list[str]:
    """The topics whose rows were not all made by these rules (name -> fingerprint): changed, new, removed."""
    made, before = _made(db), _before(db)
    names = sorted(made.keys() | rules.keys()) if _has_papers(db) else []
    return [name for name in names if made.get(name, before) != [rules.get(name, _NONE)]]


def note_rules(db: Database, rules: Mapping[str, str]) -> None:
    """Remember that papers are tagged by these rules from now on, beside those tagged already."""
    if _has_papers(db):
        made, before = _made(db), _before(db)
        names = made.keys() | rules.keys()
        set_rules(
            db, {name: sorted({*made.get(name, before), rules.get(name, _NONE)}) for name in sorted(names)}
        )
    else:
        set_rules(db, {name: [rule] for name, rule in rules.items()})


def set_rules(db: Database, made: Mapping[str, Sequence[str]]) -> None:
    """Remember for each topic the fingerprints of the rules that made its rows."""
    text = to_json({name: list(rules) for name, rules in sorted(made.items()) if list(rules) != [_NONE]})
    if text != db.value("SELECT value FROM meta WHERE key = 'rules'"):
        db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('rules', ?)", [text])
        db.run("DELETE FROM meta WHERE key = 'topics_stamp'")  # whatever files it was of


def topics_tagged(db: Database) -> set[str]:
    """The names of the topics that papers were tagged by."""
    return set(_made(db))


def _made(db: Database) -> dict[str, list[str]]:
    text = db.value("SELECT value FROM meta WHERE key = 'rules'")
    if text is not None:
        return dict(json.loads(text))
    return {name: [_UNKNOWN] for (name,) in db.rows("SELECT name FROM topics")}


def _before(db: Database) -> list[str]:
    """What made the rows of a topic that is not named."""
    return [_NONE if db.rows("SELECT 1 FROM meta WHERE key = 'rules'") else _UNKNOWN]


def _has_papers(db: Database) -> bool:
    return bool(db.rows("SELECT 1 FROM papers LIMIT 1"))


# --- the reader's corrections ---


def has_corrections(db: Database) -> bool:
    """Whether the reader ever tagged or untagged a paper."""
    return bool(db.rows(f"SELECT 1 FROM decisions WHERE action IN {CORRECTIONS} LIMIT 1"))


def corrections_of(db: Database, ids: Sequence[str]) -> Corrections:
    """What the reader said last of each paper and topic, under this id or one the paper had before."""
    said: Corrections = {}
    rows = db.rows(
        "WITH RECURSIVE names (id, name) AS (SELECT value, value FROM json_each(?) "
        "UNION SELECT id, old FROM names JOIN aliases ON new = name) "
        "SELECT id, value, action FROM names JOIN decisions ON paper = name "
        f"WHERE action IN {CORRECTIONS} AND {STANDING} ORDER BY uid",
        [to_json(list(ids))],
    )
    for public_id, topic, action in rows:
        said.setdefault(public_id, {})[topic] = action == TAG
    return said


def all_corrections(db: Database) -> Iterator[tuple[str, str, bool]]:
    """What the reader said last of each paper and topic: (public id now, topic, whether it has it)."""
    rows = db.rows(
        "WITH RECURSIVE names (said, name) AS "
        f"(SELECT paper, paper FROM decisions WHERE action IN {CORRECTIONS} "
        "UNION SELECT said, new FROM names JOIN aliases ON old = name) "
        "SELECT papers.id, value, action FROM decisions JOIN names ON said = paper JOIN papers ON id = name "
        f"WHERE action IN {CORRECTIONS} AND {STANDING} ORDER BY uid"
    )
    last = {(public_id, topic): action == TAG for public_id, topic, action in rows}
    return ((public_id, topic, has) for (public_id, topic), has in sorted(last.items()))


def corrected(hits: Hits, said: Mapping[str, bool]) -> Hits:
    """The topics of a paper after the reader's corrections, by name; a tag needs no words as evidence."""
    kept = [hit for hit in hits if hit.name not in said]
    kept += [TopicHit(name, 1.0, ()) for name, has in said.items() if has]
    return tuple(sorted(kept, key=lambda hit: hit.name))


# --- rows ---


def topic_number(db: Database, name: str) -> int:
    """The number of a topic, which it gets here where it has none."""
    db.run("INSERT OR IGNORE INTO topics (name) VALUES (?)", [name])
    return int(db.value("SELECT id FROM topics WHERE name = ?", [name]))


def replace_hits(db: Database, change: int, names: Collection[str], found: Mapping[int, Hits]) -> Retagged:
    """Give papers these hits of the named topics, in place of those they have; their other topics stay.

    Only papers where that makes a difference are written, and have the number `change` from then on.
    """
    before = _hits_of(db, list(found), names)
    after = {
        (pid, hit.name): (hit.score, evidence_to_text(hit.evidence))
        for pid, hits in found.items()
        for hit in hits
        if hit.name in names
    }
    lost = before.keys() - after.keys()
    put = [key for key, row in after.items() if before.get(key) != row]
    numbers = {name: topic_number(db, name) for name in sorted({name for _, name in (*lost, *put)})}
    db.many(
        "DELETE FROM paper_topics WHERE pid = ? AND topic = ?",
        [(pid, numbers[name]) for pid, name in sorted(lost)],
    )
    db.many(
        "INSERT OR REPLACE INTO paper_topics (pid, topic, score, evidence) VALUES (?, ?, ?, ?)",
        [(pid, numbers[name], *after[pid, name]) for pid, name in put],
    )
    papers = {pid for pid, _ in (*lost, *put)}
    db.many("UPDATE papers SET changed = ? WHERE pid = ?", [(change, pid) for pid in sorted(papers)])
    return Retagged(
        papers, [name for pid, name in put if (pid, name) not in before], [name for _, name in lost]
    )


def _hits_of(db: Database, pids: Sequence[int], names: Collection[str]) -> dict[Key, tuple[float, str]]:
    rows = db.rows(
        "SELECT pid, name, score, evidence FROM paper_topics JOIN topics ON topics.id = topic "
        "WHERE pid IN (SELECT value FROM json_each(?)) AND name IN (SELECT value FROM json_each(?))",
        [to_json(list(pids)), to_json(sorted(names))],
    )
    return {(pid, name): (score, evidence) for pid, name, score, evidence in rows}
