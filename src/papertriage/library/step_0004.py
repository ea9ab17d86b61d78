"""Step 4: searches saved by name, and how much each paper is discussed beside others of its day.

`searches` is the reader's own and never derived again; `discussed` is derived, whenever it is asked for.
"""

SQL = """
CREATE TABLE searches (
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    looked_at TEXT,  -- when new results were last looked at
    looked_through INTEGER NOT NULL  -- the last sighting there was then; sightings keep their numbers
) STRICT, WITHOUT ROWID;

CREATE TABLE discussed (
    pid INTEGER PRIMARY KEY,
    value REAL NOT NULL  -- 0 to 1
) STRICT;
CREATE INDEX discussed_by_value ON discussed (value DESC, pid);
"""
