"""Step 8: long abstracts of sightings are packed; those that are there already stay as they are.

`sightings.packed` is a raw deflate stream of the abstract's UTF-8; `sightings.abstract` is NULL beside it.
"""

SQL = "ALTER TABLE sightings ADD COLUMN packed BLOB;"
