"""The fields of the index."""

import tantivy

SCHEMA_VERSION = 3
"""Raise it when a field is added, removed or filled otherwise: indexes of other versions are made anew."""

TEXTS = ("title", "abstract", "org", "authors")  # cut into words, with positions
COUNTED = ("topic", "state", "source", "category", "organization")  # whole values, also as columns
TERMS = (*COUNTED, "has")  # whole values, as they are
DATES = ("published", "listed", "updated", "announced", "first_seen")  # as yyyymmdd
NUMBERS = ("pid", *DATES, "year", "author_count", "comments", "upvotes", "title_order")
TOKENIZER = "words"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXTS:
        builder.add_text_field(field, tokenizer_name=TOKENIZER)
    for field in TERMS:
        builder.add_text_field(field, fast=field in COUNTED, tokenizer_name="raw", index_option="basic")
    for field in NUMBERS:
        # Columns serve ranges, orders and counts; a list for each number serves papers that are replaced.
        builder.add_integer_field(field, indexed=field == "pid", fast=True)
    return builder.build()


SCHEMA = _schema()
