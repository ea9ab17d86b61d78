"""Use case: a reading group's week. Who presents what and when, fairly; votes; who has read what.

`group.toml` says who is in the group and when it meets (file.py); votes and all that was planned are events
in the library, so that past presentations count and a calendar knows what has changed.
"""

from papertriage.group.file import load
from papertriage.group.model import Group, Meeting, Member, Slot

__all__ = ["Group", "Meeting", "Member", "Slot", "load"]
