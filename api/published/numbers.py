"""The numbers of an instance file, each with its place, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from models.errors import BadInput, Fault

CODE = "bad_instance"
"""Code of every fault in an instance file."""
MOST_FAULTS = 20
"""Faults that are told of one file."""
MOST_BYTES = 64_000_000
"""Size of the largest file that is read."""
NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,12})?|\.\d{1,12})")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file, with its row and column counted from 1."""

    text: str
    row: int
    column: int


class Numbers:
    """The words of a file, taken one after another as numbers.

    Parameters
    ----------
    path
        Where the file stands, for faults.
    content
        What is in it.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self.faults: list[Fault] = []
        self.words = self._split(content)
        self._next = 0

    def _split(self, content: bytes) -> list[Word]:
        if len(content) > MOST_BYTES:
            raise BadInput([self.fault(None, f"The file is larger than {MOST_BYTES:,} bytes.")])
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput([self.fault(None, "This is no text; an instance is a text of whole numbers.")]) from None
        words = [
            Word(found.group(), row, found.start() + 1)
            for row, line in enumerate(text.splitlines(), start=1)
            for found in re.finditer(r"\S+", line)
        ]
        if not words:
            raise BadInput([self.fault(None, "The file is empty; an instance begins with its sizes.")])
        return words

    def fault(self, word: Word | None, sentence: str) -> Fault:
        """A fault at a word, or of the whole file."""
        place = str(self._path) if word is None else f"{self._path}:{word.row}:{word.column}"
        return Fault(code=CODE, pointer=place, sentence=sentence)

    def object_to(self, word: Word | None, sentence: str) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(self.fault(word, sentence))

    @property
    def left(self) -> int:
        """Words not taken yet."""
        return len(self.words) - self._next

    def on_first_line(self) -> int:
        """Number of words on the first line that has any."""
        return sum(word.row == self.words[0].row for word in self.words)

    def taken(self) -> Word | None:
        """The word taken last."""
        return self.words[self._next - 1] if self._next else None

    def whole(self, what: str, least: int, most: int) -> int:
        """The next number, a whole one between two limits.

        Raises
        ------
        BadInput
            When there is none: without it nothing after it can be understood.
        """
        if not self.left:
            raise BadInput([*self.faults, self.fault(None, f"The file ends where {what} should stand.")])
        word = self.words[self._next]
        number = self.decimal(what)
        if number is None or number != int(number) or not least <= number <= most:
            wanted = f"{what} is a whole number from {least:,} to {most:,}, not {word.text[:40]!r}."
            self.faults = [fault for fault in self.faults if fault.pointer != self.fault(word, "").pointer]
            raise BadInput([*self.faults, self.fault(word, f"{wanted[0].upper()}{wanted[1:]}")])
        return int(number)

    def decimal(self, what: str) -> Decimal | None:
        """The next number; None, and a fault, if it is none."""
        word = self.words[self._next]
        self._next += 1
        if NUMBER.fullmatch(word.text):
            return Decimal(word.text)
        self.object_to(word, f"{what[0].upper()}{what[1:]} is a number such as 17, not {word.text[:40]!r}.")
        return None

    def finish(self) -> None:
        """Raise every fault noted.

        Raises
        ------
        BadInput
            When there is one, or when words are left over.
        """
        if self.left and not self.faults:
            word = self.words[self._next]
            self.object_to(word, f"The instance is complete before this; {self.left} numbers are too many.")
        if self.faults:
            raise BadInput(self.faults)
