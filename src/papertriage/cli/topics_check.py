"""papertriage topics lint, test: what is likely wrong with topics, and whether their tables hold."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from papertriage.cli import common, options
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import safe, topics
from papertriage.cli.topics_watched import watched
from papertriage.config import Settings
from papertriage.errors import LibraryError, NotFound, TopicError
from papertriage.topics import Topic, builtin_names

_Topics = Annotated[
    list[str] | None,
    typer.Argument(
        help="Topic files, or names of topics; without any, all your own.",
        metavar="[FILE|NAME]...",
        autocompletion=options.complete_topics,
    ),
]


@topics.command(
    epilog=examples(
        "topics lint", "topics lint ~/topics/bookkeeping.toml", "topics lint kv-cache survey --json"
    )
)
def lint(
    asked: _Topics = None, *, json: options.JsonOption = False, library: options.LibraryOption = None
) -> None:
    """Find what is likely wrong with topics: too short words, dead phrases, overlaps, misspelt parents.

    Every finding names file, line and mend. Exit code 1 with errors, 0 with warnings alone. Without a
    library, the checks that need papers are left out.
    """
    from papertriage.topics import lint as checks

    set_to = common.settings(library=library)
    chosen, found = checks.chosen(asked or (), set_to.topics)
    others = checks.all_others(chosen, set_to.topics) if chosen else []
    found += checks.without_library(chosen, others)
    left_out: tuple[str, ...] = checks.NEED_LIBRARY if chosen else ()
    try:
        if chosen and set_to.library.exists():
            with common.reading(set_to) as opened:
                if opened.paper_count():
                    found += checks.with_library(chosen, others, watched(opened))
                    left_out = ()
    except LibraryError as fault:
        common.note(safe(str(fault)))
    found.sort(key=lambda each: (each.file, each.line or 0, each.severity, each.kind, each.says))
    errors = sum(each.severity == checks.ERROR for each in found)
    if json:
        from papertriage.cli import as_json

        as_json.write(
            {
                "topics": [each.topic.name for each in chosen],
                "findings": [each._asdict() for each in found],
                "left_out": left_out,
            }
        )
    else:
        sys.stdout.writelines(f"{safe(_finding_line(each))}\n" for each in found)
        count = len(chosen) + sum(each.kind == "invalid" for each in found)
        sys.stdout.write(
            f"{count} topic{'s' * (count != 1)}: {errors} errors, {len(found) - errors} warnings\n"
        )
        if left_out:
            common.note(f"left out, for want of a library with papers: {', '.join(left_out)}")
    if errors:
        raise typer.Exit(1)


def _finding_line(each: Any) -> str:
    where = f"{each.file}:{each.line}" if each.line else each.file
    return f"{where}: {each.severity}: {each.kind}: {each.says}; {each.mend}"


@topics.command(
    "test",
    epilog=examples(
        "topics test", "topics test bees-draft.toml", "topics test --cases cases/", "topics test --json"
    ),
)
def try_tables(
    asked: _Topics = None,
    *,
    cases: Annotated[
        Path | None,
        typer.Option("--cases", help="A folder of tables, NAME.cases.toml or NAME.toml.", metavar="FOLDER"),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Try topics on the tables beside them: invented papers on which they must fire, and must not.

    The tables of honey-bees.toml are the lists `fires` and `does_not` of honey-bees.cases.toml, each paper a
    "title" or "title || abstract". Exit code 1 where one does not hold.
    """
    from papertriage.topics import cases as tables

    done = [tables.run(topic, file) for topic, file in _tables(asked or (), common.settings(), cases)]
    failed = any(outcome.failed for outcome in done)
    if json:
        from papertriage.cli import as_json

        as_json.write([_outcome(outcome) for outcome in done])
    else:
        for outcome in done:
            sys.stdout.writelines(f"{safe(line)}\n" for line in _outcome_lines(outcome))
        if not done:
            common.note(
                "no topic has tables: write them in NAME.cases.toml beside NAME.toml, or name --cases"
            )
    if failed:
        raise typer.Exit(1)


def _tables(asked: Sequence[str], set_to: Settings, folder: Path | None) -> Iterator[tuple[Topic, Path]]:
    """Give each topic and its file of tables; of those not asked for by name, only those that have one."""
    from papertriage.topics import cases as tables
    from papertriage.topics import lint as checks

    if folder is not None and not folder.is_dir():
        raise NotFound(f"there is no folder {folder}; name one that has NAME.cases.toml files")
    own = {path.name.removesuffix(".toml") for path in checks.topic_files(set_to.topics)}
    wanted = list(asked) or sorted(own | (set(builtin_names()) if folder else set()))
    if folder and not asked:
        wanted = [name for name in wanted if tables.table_in(folder, name) or name in own]
    for name in wanted:
        chosen, faults = checks.chosen([name], set_to.topics)
        if faults:
            where = f": line {faults[0].line}" if faults[0].line else ""
            raise TopicError(f"{faults[0].file}{where}: {faults[0].says}; {faults[0].mend}")
        topic = chosen[0].topic
        file = tables.table_in(folder, topic.name) if folder else None
        beside = tables.table_of(Path(topic.origin))
        if file is None and (beside.is_file() or asked):
            file = beside
        if file is not None and file.is_file():
            yield topic, file
        elif asked:
            raise NotFound(
                f"{topic.name} has no tables; write {file or beside}, or name a folder with --cases"
            )


def _outcome_lines(outcome: Any) -> Iterator[str]:
    from papertriage.topics.cases import because

    held = outcome.cases - len(outcome.failed)
    yield f"{outcome.topic}\t{held} of {outcome.cases} cases hold"
    for each in outcome.failed:
        where = f"{outcome.file}:{each.case.line}" if each.case.line else outcome.file
        yield f"\t{'must fire' if each.case.fires else 'must not fire'}\t{each.case.title}\t{where}"
        yield from (f"\t\t{line}" for line in because(each))


def _outcome(outcome: Any) -> dict[str, Any]:
    from papertriage.topics.cases import because

    return {
        "topic": outcome.topic, "file": outcome.file, "cases": outcome.cases,
        "failed": [{**each.case._asdict(), "because": list(because(each))} for each in outcome.failed],
    }  # fmt: skip
