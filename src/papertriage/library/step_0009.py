"""Step 9: a paper's long abstract is packed too, where it is not a sighting's word for word.

`papers.packed` is as `sightings.packed`; `papers.abstract` is NULL beside it. Those that are there stay.
"""

SQL = "ALTER TABLE papers ADD COLUMN packed BLOB;"
