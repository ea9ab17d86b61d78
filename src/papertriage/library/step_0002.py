"""Step 2: the year of publication where no whole date is said, and ids that were repaired."""

SQL = """
ALTER TABLE sightings ADD COLUMN year INTEGER;
ALTER TABLE papers ADD COLUMN year INTEGER;
ALTER TABLE papers ADD COLUMN repaired_from TEXT;
UPDATE papers SET year = CAST(substr(published, 1, 4) AS INTEGER) WHERE published IS NOT NULL;
"""
