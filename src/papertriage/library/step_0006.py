"""Step 6: what a group voted, planned and presented; which digests were sent to whom; days at hand."""

SQL = """
CREATE TABLE votes (  -- a set, so that two groups' files united in any order are the same
    paper TEXT NOT NULL,  -- the public id at the time
    who TEXT NOT NULL,
    at TEXT NOT NULL,  -- ISO time; of two votes of one reader on one paper the later holds
    points INTEGER NOT NULL,  -- 1: wished, 0: taken back
    PRIMARY KEY (paper, who, at, points)
) STRICT, WITHOUT ROWID;

CREATE TABLE meetings (  -- events, appended: of a meeting the last one holds
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    meeting TEXT NOT NULL,  -- day and slot, "2026-12-01/tuesday"
    at TEXT NOT NULL,
    why TEXT NOT NULL,  -- planned, swapped, cancelled …
    said TEXT NOT NULL  -- JSON: start, minutes, place, presenter, paper
) STRICT;
CREATE INDEX meetings_by_name ON meetings (meeting);
CREATE TRIGGER meetings_are_never_rewritten BEFORE UPDATE ON meetings
BEGIN SELECT RAISE(ABORT, 'what was planned is never rewritten'); END;
CREATE TRIGGER meetings_are_never_removed BEFORE DELETE ON meetings
BEGIN SELECT RAISE(ABORT, 'what was planned is never removed'); END;

-- Days are asked for of all sightings: from this they are read without the abstracts.
CREATE INDEX sightings_by_day ON sightings (batch, source, listed, announced);

CREATE TABLE digests_sent (
    recipient TEXT NOT NULL,
    period TEXT NOT NULL,  -- what it was a digest of: days, topics
    at TEXT NOT NULL,
    PRIMARY KEY (recipient, period, at)
) STRICT, WITHOUT ROWID;
"""
