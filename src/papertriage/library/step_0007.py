"""Step 7: every decision has an id of its own, so that the logs of several readers merge.

`uid` orders all events of all libraries; `act` is shared by the events of one command. Earlier events get a
uid that follows from what they say, so that two copies of one library still agree after this step.
`undone` is derived: the events that an undo holds back, as `decisions.undone_by` finds them.
"""

SQL = """
DROP TRIGGER decisions_are_never_rewritten;
ALTER TABLE decisions ADD COLUMN uid TEXT;
ALTER TABLE decisions ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN rank INTEGER;
ALTER TABLE decisions ADD COLUMN score REAL;
WITH timed AS (
    SELECT seq, max(ifnull(strftime('%Y-%m-%dT%H:%M:%f', at), '0001-01-01T00:00:00.000'))
        OVER (ORDER BY seq) AS time FROM decisions
)
UPDATE decisions SET uid = timed.time || '000Z-' || printf('%08d', timed.seq) || '-' ||
    digest(paper, action, at, who, ifnull(value, ''), ifnull(reason, ''))
    FROM timed WHERE timed.seq = decisions.seq;
UPDATE decisions SET act = uid;
CREATE UNIQUE INDEX decisions_by_uid ON decisions (uid);
CREATE TRIGGER decisions_are_never_rewritten BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never rewritten'); END;
CREATE TRIGGER decisions_have_an_id BEFORE INSERT ON decisions WHEN NEW.uid IS NULL
BEGIN SELECT RAISE(ABORT, 'a decision needs an id'); END;

CREATE TABLE undone (
    uid TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
"""
