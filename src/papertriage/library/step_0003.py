"""Step 3: citation keys, fixed at the first export of a paper and never given to another.

They are part of the record, as decisions are: what stands in somebody's manuscript cannot be derived again.
"""

SQL = """
CREATE TABLE citation_keys (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,  -- [a-z0-9]
    paper TEXT NOT NULL UNIQUE  -- the public id at the time
) STRICT;
"""
