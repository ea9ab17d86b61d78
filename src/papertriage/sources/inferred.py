"""A date whose year was worked out, as our own exports say: the day is printed, the year is not."""

from papertriage.dates import iso_day
from papertriage.model import PrintedDate, Sighting


def as_inferred(sighting: Sighting) -> Sighting:
    """Part the sighting's `published` into the day that was printed and the year that was not."""
    day = iso_day(sighting.published or "")
    if day is None:
        return sighting
    printed = PrintedDate(int(day[5:7]), int(day[8:10]))
    return sighting._replace(published=None, printed=printed, year=int(day[:4]))
