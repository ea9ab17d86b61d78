"""Step 1: everything the first papertriage keeps.

The record is `batches`, `sightings`, `skipped`, `decisions` and `aliases`; it is never derived again.
`papers`, `members`, `paper_topics`, `dropped` and `sighting_keys` are derived, and `rebuild` makes them anew.
"""

APPLICATION_ID = 1_348_562_021
"""`Pape` in four bytes: tells the file from those of other programs."""

SQL = f"""
PRAGMA application_id = {APPLICATION_ID};

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    source TEXT NOT NULL,
    part TEXT NOT NULL DEFAULT '',
    dump TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0,
    read_at TEXT NOT NULL,
    page_month INTEGER, page_day INTEGER, page_year INTEGER,
    captured TEXT,
    capture_year INTEGER,
    capture_evidence TEXT,
    lines INTEGER NOT NULL DEFAULT 0,
    record_lines INTEGER NOT NULL DEFAULT 0,
    furniture_lines INTEGER NOT NULL DEFAULT 0,
    skipped_lines INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX batches_by_content ON batches (sha256, source, part, ifnull(captured, ''));

CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (id),
    source TEXT,  -- NULL: the batch's
    title TEXT NOT NULL,
    is_summary INTEGER NOT NULL DEFAULT 0,
    authors TEXT,  -- JSON list
    author_count INTEGER,
    org_slug TEXT, org_name TEXT,
    printed INTEGER,  -- year * 10000 + month * 100 + day; year 0 where the page left it out
    published TEXT, updated TEXT, announced TEXT, listed TEXT,
    comments INTEGER, upvotes INTEGER,
    arxiv_id TEXT, doi TEXT,
    categories TEXT,  -- JSON list
    links TEXT,  -- JSON list of [kind, url]
    line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
    abstract TEXT  -- last, so that the others are read without it
) STRICT;

CREATE TABLE skipped (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (id),
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
    raw TEXT NOT NULL
) STRICT;
CREATE INDEX skipped_by_batch ON skipped (batch);

CREATE TABLE papers (
    pid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    changed INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'unread',
    title TEXT NOT NULL,
    authors TEXT,
    author_count INTEGER,
    org_slug TEXT, org_name TEXT,
    published TEXT,
    published_inferred INTEGER NOT NULL DEFAULT 0,
    updated TEXT, announced TEXT, listed TEXT, first_seen TEXT,
    comments INTEGER, upvotes INTEGER,
    arxiv_id TEXT, arxiv_version INTEGER, doi TEXT,
    categories TEXT, links TEXT,
    provenance TEXT,  -- JSON: field -> sighting; one number where all fields come from that sighting
    abstract_from INTEGER REFERENCES sightings (id),  -- set: the abstract is that sighting's, word for word
    abstract TEXT
) STRICT;
CREATE INDEX papers_by_change ON papers (changed);

CREATE TABLE dropped (
    pid INTEGER PRIMARY KEY,
    changed INTEGER NOT NULL
) STRICT;
CREATE INDEX dropped_by_change ON dropped (changed);

CREATE TABLE members (
    sighting INTEGER PRIMARY KEY REFERENCES sightings (id),
    pid INTEGER NOT NULL REFERENCES papers (pid)
) STRICT;
CREATE INDEX members_by_paper ON members (pid);

CREATE TABLE sighting_keys (
    key INTEGER NOT NULL,  -- 64 bits of BLAKE2b of the key's text
    sighting INTEGER NOT NULL,  -- checked by `doctor`: a foreign key would cost a look-up for every key
    PRIMARY KEY (key, sighting)
) STRICT, WITHOUT ROWID;

CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE paper_topics (
    pid INTEGER NOT NULL REFERENCES papers (pid),
    topic INTEGER NOT NULL REFERENCES topics (id),
    score REAL NOT NULL,
    evidence TEXT NOT NULL,  -- t or a, start, end, weight: "t0:9:3 a14:23:1"
    PRIMARY KEY (pid, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE aliases (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_new ON aliases (new);

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    paper TEXT NOT NULL,  -- the public id at the time
    action TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '',
    value TEXT,
    reason TEXT
) STRICT;
CREATE INDEX decisions_by_paper ON decisions (paper);
CREATE TRIGGER decisions_are_never_rewritten BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never rewritten'); END;
CREATE TRIGGER decisions_are_never_removed BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;

INSERT INTO meta (key, value) VALUES ('change', 0), ('indexed_through', 0),
    ('generation', lower(hex(randomblob(16))));
"""
