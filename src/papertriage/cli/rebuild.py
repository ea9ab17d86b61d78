"""papertriage rebuild: papers, topics and index derived again from what was read and decided."""

import datetime
import sys

from papertriage import ingest
from papertriage.cli import common, deriving, options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics_app import matcher
from papertriage.cli.topics_changed import settle
from papertriage.topics import files_stamp

rebuild = new_app()


@rebuild.command(epilog=examples("rebuild", "rebuild --library ~/reading-group"))
def command(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """Derive papers, topics and the search index again from the sightings and decisions.

    The same dumps give the same answer.
    """
    set_to = common.settings(library=library)
    now = datetime.datetime.now(datetime.UTC)
    stamp = files_stamp(set_to.topics)
    using = matcher(set_to)
    with common.writing(set_to, bring_index=False) as found:
        total = found.stats().sightings
        with deriving.watch_papers(total) as advance:
            papers = ingest.rebuild(found, using, now, advance)
        deriving.make_index(found)
        settle(found, using.rules, stamp)
    if json:
        from papertriage.cli import as_json

        as_json.write({"papers": papers, "sightings": total})
    else:
        sys.stdout.write(f"{papers} papers from {total} sightings\n")
