"""The certificate of a bound: prices from which anyone can work it out again, without trusting the search."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from models.record import Id, Record


class Certificate(Record):
    """Prices as whole numbers over ``2 ** bits``; ``docs/formulation.md`` says how the bound follows from them."""

    bits: Annotated[int, Field(ge=0, le=40)]
    """Power of two that all prices are counted over."""
    bound: Annotated[float, Field(ge=0.0)]
    """What no plan can cost less than, by these prices alone."""
    gap: Annotated[float, Field(ge=0.0)] | None
    """(objective - bound) / bound; none when the bound is zero and the objective is not."""
    move_price: Annotated[int, Field(ge=0)] = 0
    """Price of a move; 0 where moves are not capped."""
    resources: tuple[Id, ...]
    """What is priced: ``points:1`` and so on for each period, ``cases``, ``mix``, ``new_cases``."""
    staff: tuple[Id, ...]
    """Staff, in the order of ``prices`` and ``main``."""
    prices: tuple[tuple[int, ...], ...]
    """Price of a unit of each resource, by member of staff."""
    main: tuple[int, ...]
    """Place in ``resources`` of the resource that is counted exactly, by member of staff."""
    beside: tuple[int | None, ...] = ()
    """Place of another that is counted exactly beside it, or nothing, by member of staff; empty where there is none."""
    least: tuple[int | None, ...] = ()
    """What no set of items costs less than where every load is counted exactly, by member of staff; nothing for those
    of whom only one or two resources are, empty where that is so for all."""
    items: tuple[Id, ...]
    """Cases, court reports and victim contacts that take part, in the order of ``item_prices``."""
    item_prices: tuple[int, ...]
    """Price of each item."""


class PlacePrice(Record):
    """Price of a place of a commissioned service."""

    contract: Id
    """Contract."""
    month: date
    """First day of the calendar month in which the place is taken."""
    price: int
    """Price of the place, over ``2 ** bits``."""


class PlacePrices(Record):
    """The certificate of the commissioned services: what places are priced at, from which their bound follows."""

    bits: Annotated[int, Field(ge=0, le=40)]
    """Power of two that all prices are counted over."""
    bound: Annotated[float, Field(ge=0.0)]
    """What no plan can cost less than, by these prices alone."""
    gap: Annotated[float, Field(ge=0.0)] | None
    """(objective - bound) / bound; none when the bound is zero and the objective is not."""
    places: tuple[PlacePrice, ...]
    """Places with a price; any others have none."""


AnyCertificate = Certificate | PlacePrices
"""The certificate of a part."""
