"""Protective equipment: what projects need, what depots keep of it, and whom which size fits."""

from __future__ import annotations

import math

from models.people import EquipmentSize, SiteFeature
from models.record import Location
from models.unpaid_work import EquipmentStock, Project, ProjectKind
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground, km
from scenarios.draw.people import PersonDraft

HI_VIS, BOOTS = "hi_vis", "boots"
"""Kinds of equipment: one that fits everybody, and one that comes in sizes."""
IN_BOOTS = {SiteFeature.HEAVY_LIFTING, SiteFeature.HEIGHTS}
"""Work for which groups need boots."""
SIZES = {"5": 0.03, "6": 0.06, "7": 0.1, "8": 0.16, "9": 0.2, "10": 0.19, "11": 0.14, "12": 0.08, "13": 0.04}
"""Sizes of boots, and the share of people whom each fits."""
SIZE_RECORDED = 0.9
"""Share of people whose size is on record."""
SETS_A_PLACE, FEWEST_SETS = 0.6, 12
"""Sets of hi-vis clothing of a depot for each place of a session of each of its projects, and the fewest of all."""
PAIRS_A_PLACE, FEWEST_PAIRS = 0.8, 3
"""Pairs of boots of all sizes for each such place, and the fewest of each size."""


def equipped(project: Project, ground: Ground) -> Project:
    """The project, with boots where the work of a group asks for them, and with a depot where anything is needed."""
    boots = project.kind is ProjectKind.GROUP and not IN_BOOTS.isdisjoint(project.features)
    kinds = (*project.equipment, *((BOOTS,) if boots else ()))
    depot = _depot(ground, project.location) if kinds else None
    return project.model_copy(update={"equipment": kinds, "depot": depot})


def _depot(ground: Ground, site: Location) -> str:
    """The nearest office, from which equipment is fetched."""
    return min(ground.offices, key=lambda office: (km(office.location, site.lat, site.lon), office.id)).id


def draw_equipment(ground: Ground, projects: list[Project]) -> tuple[EquipmentStock, ...]:
    """Equipment at the offices that projects fetch it from: enough for some of the projects at once."""
    rows: list[EquipmentStock] = []
    for office in ground.offices:
        places = {
            kind: sum(row.places for row in projects if row.depot == office.id and kind in row.equipment)
            for kind in (HI_VIS, BOOTS)
        }
        if places[HI_VIS]:
            sets = max(FEWEST_SETS, math.ceil(SETS_A_PLACE * places[HI_VIS]))
            rows.append(EquipmentStock(office=office.id, kind=HI_VIS, sets=sets))
        if places[BOOTS]:
            for size, share in SIZES.items():
                sets = max(FEWEST_PAIRS, math.ceil(PAIRS_A_PLACE * places[BOOTS] * share))
                rows.append(EquipmentStock(office=office.id, kind=BOOTS, size=size, sets=sets))
    return tuple(rows)


def draw_sizes(people: list[PersonDraft], dice: Dice) -> None:
    """Sizes of boots, which are not yet on record for everybody."""
    sizes = Bag(tuple(SIZES), tuple(SIZES.values()))
    for person in people:
        size = sizes.draw(dice)
        if dice.chance(SIZE_RECORDED):
            person.sizes = (EquipmentSize(kind=BOOTS, size=size),)
