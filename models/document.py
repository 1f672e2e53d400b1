"""Documents as bytes: the canonical form, and the hash that names a document by its content."""

from __future__ import annotations

import hashlib

from models.record import Record


def canonical_json(document: Record) -> bytes:
    """Canonical form: compact JSON in UTF-8, keys in the order of the schema, defaults left out.

    Two documents that say the same have the same canonical form, however they were written down.
    """
    return document.model_dump_json(exclude_defaults=True).encode()


def content_hash(document: Record) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def plan_json(plan: Record) -> bytes:
    """A plan as it is written to a file and sent over HTTP: the same bytes at every edge."""
    return plan.model_dump_json(indent=1, exclude_defaults=True).encode() + b"\n"
