"""Commissioned services, referrals to them, and locks on some of these."""

from __future__ import annotations

from datetime import date, time, timedelta

from models.locks import Force, ServiceLock
from models.record import Sex, Weekday, WeeklySlot
from models.services import CommissionedService, Complexity, ServiceCategory, ServiceReferral, Services
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Bag, Dice, apportion
from scenarios.draw.ground import Ground
from scenarios.draw.people import LANGUAGES
from scenarios.draw.weeks import draw_week
from scenarios.draw.workload import whole
from scenarios.tables import rows

REFERRED_SHARE = 0.07
"""People referred for each case."""
SECOND_SHARE = 0.2
"""Of them, people with a need of a second kind."""
UNITS_PER_AREA = 4
"""Units that a prime provider's contracts cover together; people may be seen in any of them."""
LOCAL_SHARE = 0.4
"""Contracts of a prime provider beside which a local provider has a smaller one."""
LOCAL_PART = 0.35
"""Part of the places that a local provider has then."""
DEMAND_PER_PLACE = 1.15
"""Referrals for each place of the horizon."""
DAYS_PER_MONTH = 30.4
IN_PRISON_SHARE = 0.12
"""Of the people referred, people who are to be released soon."""
PRE_RELEASE = timedelta(weeks=12)
"""How long before the release a service can start."""
SERVED_SHARE, REFERRALS_PER_LOCK = 0.08, 60
LOCK_REASONS = {Force.MUST: "Agreed with the provider", Force.MUST_NOT: "Bad experience there"}
COMPLEXITIES = Bag(tuple(Complexity), (0.4, 0.38, 0.22))
ALL_WEEK = tuple(WeeklySlot(weekday=day, start=time(9), end=time(17)) for day in list(Weekday)[:5])
EVENINGS = tuple(WeeklySlot(weekday=day, start=time(12), end=time(19)) for day in (Weekday.TUE, Weekday.THU))
SATURDAY = (WeeklySlot(weekday=Weekday.SAT, start=time(9, 30), end=time(12, 30)),)
HOURS = ((), (*ALL_WEEK, *SATURDAY), (*EVENINGS, *SATURDAY), EVENINGS, ALL_WEEK[1:4])
"""Opening times; the first leaves them to the usual week."""


def draw_services(
    brief: Brief, grounds: list[Ground], cases: list[CaseDraft]
) -> tuple[Services, tuple[ServiceLock, ...]]:
    """Contracts of every category by area, referrals of some people, and a few locks."""
    dice = brief.dice("services")
    areas = [grounds[n : n + UNITS_PER_AREA] for n in range(0, len(grounds), UNITS_PER_AREA)]
    referrals = _referrals(brief, cases, dice)
    unit_of = {case.person.id: case.person.pdu for case in cases}
    contracts: list[CommissionedService] = []
    for number, area in enumerate(areas, start=1):
        here = {ground.unit.code for ground in area}
        mine = [row for row in referrals if unit_of[row.person] in here]
        for row in rows("service_categories.csv"):
            category = ServiceCategory(row["category"])
            wanted = sum(referral.category is category for referral in mine)
            contracts += _contracts(brief, area, number, row, wanted=wanted, dice=dice)
    referrals = [_served_now(row, unit_of[row.person], contracts, dice) for row in referrals]
    plain = {case.person.id for case in cases if not (case.person.needs or case.person.commitments)}
    lockable = [row for row in referrals if row.release_date is None and row.person in plain]
    locks = _locks(lockable, unit_of, contracts, dice)
    return Services(contracts=tuple(contracts), referrals=tuple(referrals)), locks


def _referrals(brief: Brief, cases: list[CaseDraft], dice: Dice) -> list[ServiceReferral]:
    """Referrals of people in the community, and of people who are soon to be released."""
    last = whole(brief.horizon).last
    number = round(len(cases) * REFERRED_SHARE)
    soon = [
        case for case in cases if case.release_date and brief.horizon.start < case.release_date <= last + PRE_RELEASE
    ]
    outside = [case for case in cases if case.release_date is None and case.sentence_end > last]
    leaving = dice.sample(soon, round(number * IN_PRISON_SHARE))
    table = rows("service_categories.csv")
    needs = Bag([ServiceCategory(r["category"]) for r in table], [float(r["share_of_referrals"]) for r in table])
    in_prison = {ServiceCategory(r["category"]) for r in table if r["in_prison"] == "yes"}
    found: list[ServiceReferral] = []
    for case in [*leaving, *dice.sample(outside, number - len(leaving))]:
        if case.release_date is None and not case.person.commitments:
            _, case.person.commitments = draw_week(dice)
        categories = [_need(case, needs, in_prison, dice)]
        if dice.chance(SECOND_SHARE):
            categories.append(_need(case, needs, in_prison, dice))
        found += [
            _referral(brief, case, category, count, dice)
            for count, category in enumerate(dict.fromkeys(categories), start=1)
        ]
    return found


def _need(case: CaseDraft, needs: Bag[ServiceCategory], in_prison: set[ServiceCategory], dice: Dice) -> ServiceCategory:
    """A category that the person could be served in."""
    while True:
        category = needs.draw(dice)
        if category is ServiceCategory.WOMEN and case.person.sex is not Sex.FEMALE:
            continue
        if case.release_date is None or category in in_prison:
            return category


def _referral(brief: Brief, case: CaseDraft, category: ServiceCategory, count: int, dice: Dice) -> ServiceReferral:
    start = brief.horizon.start
    if category is ServiceCategory.WOMEN:
        case.person.joins_groups = True
    before = max(start, case.release_date - PRE_RELEASE) if case.release_date else None
    later = start + timedelta(days=dice.between(7, 35)) if dice.chance(0.1) else None
    return ServiceReferral(
        id=f"{case.person.id}-{count}-CRS",
        person=case.person.id,
        category=category,
        complexity=COMPLEXITIES.draw(dice),
        referred_on=_some_days_before(start, dice),
        start_from=before or later,
        release_date=case.release_date,
        sentence_end=case.sentence_end,
        priority=dice.between(1, 3) + (2 if case.release_date else 0),
    )


def _some_days_before(start: date, dice: Dice) -> date:
    return start - timedelta(days=dice.between(1, 75))


def _contracts(
    brief: Brief, area: list[Ground], number: int, row: dict[str, str], *, wanted: int, dice: Dice
) -> list[CommissionedService]:
    """The prime provider's contracts for an area, a place in each unit, and now and then a local provider's."""
    months = 7 * brief.horizon.weeks / DAYS_PER_MONTH
    places = wanted / DEMAND_PER_PLACE / months
    local = dice.chance(LOCAL_SHARE)
    for_prime = places * (1.0 - LOCAL_PART) if local else places
    shares = apportion(max(len(area), round(for_prime)), [ground.cases for ground in area])
    contracts = [
        _contract(area, ground, f"CRS-{ground.unit.code}-{row['category']}", row, places=share, dice=dice)
        for ground, share in zip(area, shares, strict=True)
    ]
    if local:
        somewhere = dice.pick(area)
        id, share = f"CRS-{number}-{row['category']}-local", max(1, round(places * LOCAL_PART))
        other = _contract(area, somewhere, id, row | {"provider": f"local-{number}"}, places=share, dice=dice)
        contracts.append(other)
    return contracts


def _contract(
    area: list[Ground], ground: Ground, id: str, row: dict[str, str], *, places: int, dice: Dice
) -> CommissionedService:
    office = dice.pick(ground.offices)
    welsh = ("cy",) if ground.unit.region == "N03" else ()
    return CommissionedService(
        id=id,
        provider=row["provider"],
        category=ServiceCategory(row["category"]),
        pdus=tuple(other.unit.code for other in area),
        places_per_month=places,
        location=office.location,
        remote=row["remote"] == "yes",
        women_only=row["women_only"] == "yes",
        languages=(*welsh, *(dice.sample(LANGUAGES, 2) if dice.chance(0.3) else ())),
        open=dice.pick(HOURS),
        minutes=45 if row["remote"] == "yes" else 60,
        step_free=office.step_free,
        woman_worker=dice.chance(0.85),
        in_prison=row["in_prison"] == "yes",
        taken_up=dice.between(places // 2, places),
        guaranteed_per_month=places // 2,
    )


def _served_now(
    referral: ServiceReferral, unit: str, contracts: list[CommissionedService], dice: Dice
) -> ServiceReferral:
    """Some people are with a provider already."""
    if not dice.chance(SERVED_SHARE):
        return referral
    known = dice.pick([row for row in contracts if row.category is referral.category and unit in row.pdus])
    return referral.model_copy(update={"current_service": known.id})


def _locks(
    referrals: list[ServiceReferral], unit_of: dict[str, str], contracts: list[CommissionedService], dice: Dice
) -> tuple[ServiceLock, ...]:
    """Some referrals must not go to one of the contracts that could have them; others must, and can at any time."""
    locks = []
    for referral in dice.sample(referrals, max(1, len(referrals) // REFERRALS_PER_LOCK)):
        known = [row for row in contracts if row.category is referral.category and unit_of[referral.person] in row.pdus]
        contract = dice.pick(known)
        force = Force.MUST if contract.remote and dice.chance(0.5) else Force.MUST_NOT
        locks.append(
            ServiceLock(
                kind="service",
                service_referral=referral.id,
                contract=contract.id,
                force=force,
                reason=LOCK_REASONS[force],
            )
        )
    return tuple(locks)
