"""The prices of a certificate, laid out as the audit's arrays, and what is wrong with their form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.certificate import Certificate
from solver.audit.casebook import Casebook
from solver.audit.exact import resources_of
from solver.audit.knapsack import Numbers


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices times ``2 ** bits``.

    Attributes
    ----------
    bits
        Power of two.
    of_resources
        (J, S) whole numbers: price of a unit of each of ``resources_of``, by member of staff; 0 for what the
        certificate does not price.
    main
        (J,) the resource that is counted exactly, as an index of ``resources_of``.
    beside
        (J,) another that is counted exactly too, or None.
    of_items
        (I,) whole numbers.
    of_move
        Price of a move.
    least
        (J,) what is claimed that no set of a member of staff costs less than, every resource counted exactly, or None;
        empty where nothing is claimed.
    """

    bits: int
    of_resources: Numbers
    main: tuple[int, ...]
    beside: tuple[int | None, ...]
    of_items: Numbers
    of_move: int
    least: tuple[int | None, ...] = ()

    def claim(self, j: int) -> int | None:
        """What is claimed of a member of staff."""
        return self.least[j] if self.least else None

    def exact(self, j: int) -> tuple[int, ...]:
        """The one or two resources that are counted exactly at a member of staff."""
        main, beside = self.main[j], self.beside[j]
        return (main,) if beside is None or beside == main else (main, beside)


def faults_of_form(a: Casebook, told: Certificate) -> Iterator[str]:
    """What keeps a certificate from being read: ids and shapes that are not the scenario's."""
    if told.staff != tuple(row.id for row in a.staff):
        yield "The staff of the certificate are not those of the scenario who take part, in its order."
    if told.items != tuple(item.row.id for item in a.items):
        yield "The items of the certificate are not those of the scenario that take part: cases, reports, contacts."
    if len(set(told.resources)) < len(told.resources) or not set(told.resources) <= set(resources_of(a)):
        yield "The certificate prices a resource that there is not, or one of them twice."
    width = {len(row) for row in told.prices}
    if (len(told.prices), len(told.main), len(told.item_prices)) != (len(told.staff),) * 2 + (len(told.items),) or (
        width > {len(told.resources)}
    ):
        yield "The certificate has not one price for every member of staff and resource, or not one for every item."
    if told.beside and len(told.beside) != len(told.staff):
        yield "The certificate has not one resource beside the main one, or nothing, for every member of staff."
    if told.least and len(told.least) != len(told.staff):
        yield "The certificate has not one least cost, or nothing, for every member of staff."
    if not all(0 <= s < len(told.resources) for s in (*told.main, *told.beside) if s is not None):
        yield "A resource that is counted exactly is none of the certificate's, for some member of staff."


def prices_of(a: Casebook, told: Certificate) -> Prices:
    """Prices of a certificate of sound form."""
    names = resources_of(a)
    place = [names.index(name) for name in told.resources]
    of_resources = np.zeros((len(a.staff), len(names)), dtype=object)
    if told.staff:
        of_resources[:, place] = np.array(told.prices, dtype=object).reshape(len(a.staff), len(place))
    return Prices(
        bits=told.bits,
        of_resources=of_resources,
        main=tuple(place[s] for s in told.main),
        beside=tuple(None if s is None else place[s] for s in told.beside or (None,) * len(told.staff)),
        of_items=np.array(told.item_prices, dtype=object),
        of_move=told.move_price,
        least=told.least,
    )
