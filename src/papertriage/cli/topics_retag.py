"""papertriage topics retag: the whole library gets the topics of today."""

import sys

from papertriage.cli import common, options, progress
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import matcher, topics
from papertriage.cli.topics_changed import settle
from papertriage.topics import files_stamp


@topics.command(epilog=examples("topics retag", "topics retag --json"))
def retag(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """Tag all papers again by the topics that were changed, added or removed since they were tagged.

    The result is that of tagging from nothing; what you tagged and untagged holds. It is one transaction:
    interrupted, it changes nothing.
    """
    from papertriage.ingest import retag as use_case  # here for start-up: it brings all that reads dumps

    set_to = common.settings(library=library)
    stamp = files_stamp(set_to.topics)
    using = matcher(set_to)
    with common.writing(set_to) as found:
        with progress.bar("topics", found.paper_count(), "papers") as advance:
            report = use_case(found, using, advance)
        settle(found, using.rules, stamp)
    if json:
        from papertriage.cli import as_json

        as_json.write({**report._asdict(), "topics": [each._asdict() for each in report.topics]})
        return
    sys.stdout.writelines(
        f"{each.name}\t{each.kind}\t{each.gained} gained\t{each.lost} lost\n" for each in report.topics
    )
    sys.stdout.write(f"{report.changed} of {report.papers} papers changed\n")
