"""Turns of phrase in which any topic is named only in passing; every topic shares these exclusions.

A topic file opts out with `passing = false`.
"""

from papertriage.topics.topic import Exclude

PASSING = (
    Exclude("unlike", reach=4),
    Exclude("in contrast to", reach=4),
    Exclude("(orthogonal|complementary) to", reach=4),
    Exclude("(rather than|instead of)", reach=3),
    Exclude("(techniques|domains) (such as|including|like)", reach=14, list=True),
    Exclude(
        "(methods|approaches|strategies|areas|fields|tasks|topics|applications) (such as|including|like)",
        reach=14,
        list=True,
    ),
    Exclude("ranging from", reach=14, list=True),
)
