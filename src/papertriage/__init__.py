"""papertriage: from a saved list of papers to a reading list, offline and file first."""

__version__ = "0.1.0"
