"""The fields of the index."""

import tantivy

SCHEMA_VERSION = 2
"""Raise it when a field is added, removed or filled otherwise: indexes of other versions are made anew."""

TEXTS = ("title", "abstract", "org", "authors")  # cut into words, with positions
TERMS = ("topic", "state", "source", "category")  # whole values, as they are
NUMBERS = ("pid", "published", "listed", "author_count", "comments", "upvotes")  # dates as yyyymmdd
TOKENIZER = "words"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXTS:
        builder.add_text_field(field, tokenizer_name=TOKENIZER)
    for field in TERMS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in NUMBERS:
        builder.add_integer_field(field, indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()
