"""Step 3: identity by text: keys of nearly one text, what was found alike, and what readers said of it.

`verdicts` is record and is never derived again; `near_keys` and `likenesses` are derived.
"""

SQL = """
CREATE TABLE near_keys (
    id INTEGER PRIMARY KEY,
    named INTEGER NOT NULL,  -- 1: of sightings with an arXiv id
    size INTEGER NOT NULL,
    keys BLOB NOT NULL  -- sorted, 64 bits each: the key, then the sighting's number
) STRICT;

CREATE TABLE likenesses (
    first INTEGER NOT NULL,  -- sightings, the one read first
    second INTEGER NOT NULL,
    points REAL NOT NULL,
    joined INTEGER NOT NULL,  -- 1: they are one paper for it
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_second ON likenesses (second);

CREATE TABLE verdicts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    same INTEGER NOT NULL,  -- 1: one paper, 0: two
    one TEXT NOT NULL,  -- JSON lists of the sightings of either side at the time
    other TEXT NOT NULL,
    one_name TEXT NOT NULL,
    other_name TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '',
    reason TEXT
) STRICT;
CREATE TRIGGER verdicts_are_never_rewritten BEFORE UPDATE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts are never rewritten'); END;
CREATE TRIGGER verdicts_are_never_removed BEFORE DELETE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts are never removed'); END;

INSERT INTO meta (key, value) VALUES ('identity_rules', 0);
"""
