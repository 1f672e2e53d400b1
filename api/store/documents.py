"""Documents by the SHA-256 of their bytes: stored once, compressed, never changed."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
import zstandard

from api.store.engine import writing
from api.store.tables import DOCUMENTS

LEVEL = 3
"""Compression level: a quarter of the size at some 100 MB a second."""


def put(engine: sa.Engine, body: bytes) -> str:
    """Store a document unless it is there already; its SHA-256 in hexadecimal."""
    name = hashlib.sha256(body).hexdigest()
    if holds(engine, name):
        return name
    row = {"hash": name, "size": len(body), "body": zstandard.ZstdCompressor(level=LEVEL).compress(body)}
    try:
        with writing(engine) as connection:
            connection.execute(sa.insert(DOCUMENTS).values(row))
    except sa.exc.IntegrityError:
        # Another writer was quicker; the bytes are the same, for the name is their hash.
        pass
    return name


def holds(engine: sa.Engine, name: str) -> bool:
    """Whether there is a document of this hash."""
    with engine.connect() as connection:
        return connection.scalar(sa.select(DOCUMENTS.c.size).where(DOCUMENTS.c.hash == name)) is not None


def get(engine: sa.Engine, name: str) -> bytes:
    """Bytes of a document.

    Raises
    ------
    LookupError
        There is none of this hash.
    """
    with engine.connect() as connection:
        row = connection.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.hash == name)).one_or_none()
    if row is None:
        raise LookupError(name)
    return zstandard.ZstdDecompressor().decompress(row.body, max_output_size=max(1, row.size))
