"""What tags papers: the built-in topics and the reader's own, with what was learned of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.topics.learned_file import load_model
from papertriage.topics.load import load_topics
from papertriage.topics.match import Matcher

if TYPE_CHECKING:
    from papertriage.topics.learned import LearnedMatcher


def tagger_of(folder: Path | None) -> "Matcher | LearnedMatcher":
    """Return what tags by the topics of this folder, beside the built-in ones.

    Raises TopicError for a file, of topics or of what was learned, that cannot be used.
    """
    topics, model = load_topics(folder), load_model(folder)
    if model is None:
        return Matcher(topics)
    from papertriage.topics.learned import with_learned  # here for start-up: few have taught it anything

    return with_learned(topics, model)
