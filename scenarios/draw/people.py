"""People on probation: ids, homes, travel, stated needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.people import (
    Commitment,
    EquipmentSize,
    ExclusionZone,
    Means,
    Person,
    ProtectedCharacteristics,
    SiteFeature,
    StatedNeed,
    TravelLimit,
)
from models.record import Location, Sex
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground, somewhere
from scenarios.tables import rows, share

LANGUAGES = ("pl", "ro", "ur", "pa", "ar", "bn")
"""Languages that are asked for most."""
AGE_BANDS = Bag(("18-24", "25-34", "35-49", "50+"), (0.14, 0.31, 0.37, 0.18))
ETHNICITIES = Bag(("white", "black", "asian", "mixed", "other", "not_stated"), (0.74, 0.08, 0.07, 0.04, 0.02, 0.05))
NUMBERS = 1_000_000
STRIDE = 618_033
"""Shares no factor with ``NUMBERS``, so that counting in strides meets every number once."""


@dataclass(slots=True)
class PersonDraft:
    """A person as far as drawn; other subjects add to it before it becomes a row."""

    id: str
    pdu: str
    home: Location
    means: Means
    max_minutes: int
    sex: Sex
    needs: list[StatedNeed] = field(default_factory=list)
    language: str | None = None
    commitments: tuple[Commitment, ...] = ()
    skills: tuple[str, ...] = ()
    restricted_from: tuple[SiteFeature, ...] = ()
    exclusion_zones: tuple[ExclusionZone, ...] = ()
    non_associations: list[str] = field(default_factory=list)
    excluded_staff: tuple[str, ...] = ()
    joins_groups: bool = False
    """Whether the sex for single-sex projects and groups is on record."""
    sizes: tuple[EquipmentSize, ...] = ()
    show_up_rate: float | None = None
    protected: ProtectedCharacteristics | None = None

    def row(self) -> Person:
        """The person as a document."""
        return Person(
            id=self.id,
            pdu=self.pdu,
            home=self.home,
            travel=TravelLimit(means=self.means, max_minutes=self.max_minutes),
            commitments=self.commitments,
            needs=tuple(self.needs),
            language=self.language,
            skills=self.skills,
            restricted_from=self.restricted_from,
            exclusion_zones=self.exclusion_zones,
            non_associations=tuple(self.non_associations),
            excluded_staff=self.excluded_staff,
            group_sex=self.sex if self.joins_groups else None,
            sizes=self.sizes,
            show_up_rate=self.show_up_rate,
            protected=self.protected,
        )


def crn(number: int, seed: int) -> str:
    """Case reference number of the so-manieth person: a letter and six digits, never twice the same."""
    return f"X{(STRIDE * number + 7919 * seed + 104_729) % NUMBERS:06d}"


def draw_people(brief: Brief, ground: Ground, first_number: int) -> list[PersonDraft]:
    """One person for each case of a unit; ``first_number`` people were drawn for the units before it."""
    dice = brief.dice("people", ground.unit.code)
    ways = rows("speeds.csv")
    travel = Bag(
        [(Means(r["means"]), int(r["max_minutes"])) for r in ways], [float(r["share_of_people"]) for r in ways]
    )
    return [
        _person(crn(first_number + n, brief.seed), ground, travel, dice, lean=brief.lean) for n in range(ground.cases)
    ]


def _person(id: str, ground: Ground, travel: Bag[tuple[Means, int]], dice: Dice, *, lean: bool) -> PersonDraft:
    means, longest = travel.draw(dice)
    person = PersonDraft(
        id=id,
        pdu=ground.unit.code,
        home=somewhere(ground.homes, dice),
        means=means,
        max_minutes=longest - 15 * dice.between(0, 1),
        sex=Sex.FEMALE if dice.chance(share("women")) else Sex.MALE,
    )
    _state_needs(person, ground, dice)
    if not lean:
        person.protected = ProtectedCharacteristics(
            sex=person.sex.value, age_band=AGE_BANDS.draw(dice), ethnicity=ETHNICITIES.draw(dice)
        )
    return person


def _state_needs(person: PersonDraft, ground: Ground, dice: Dice) -> None:
    if dice.chance(share("woman_practitioner")):
        person.needs.append(StatedNeed.WOMAN_PRACTITIONER)
    if ground.unit.region == "N03" and dice.chance(share("welsh_in_wales")):
        person.needs.append(StatedNeed.WELSH)
    if dice.chance(share("interpreter")):
        person.needs.append(StatedNeed.INTERPRETER)
        person.language = dice.pick(LANGUAGES)
    if dice.chance(share("step_free")):
        person.needs.append(StatedNeed.STEP_FREE)
    if dice.chance(share("no_internet")):
        person.needs.append(StatedNeed.NO_INTERNET)
