"""Numbers of the casework: what is to be held, who is there for it, and who may hold what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from models.casework import Case, CaseType, Rosh
from models.people import StatedNeed
from models.record import Sex
from models.scenario import Scenario
from models.staff import Grade, Role, Staff
from scenarios.draw.absences import is_steady
from scenarios.draw.capacity import points_by_period
from scenarios.draw.workload import Points, Workload, mean, whole
from scenarios.numbers import CaseworkNumbers, ratio

OFFICERS = frozenset({Grade.PO, Grade.NQO})
ROSH_ORDER = {rosh: number for number, rosh in enumerate(Rosh)}
COURT = frozenset({Role.REPORT_AUTHOR, Role.COURT_DUTY})


class _Demand:
    """Points by period that cases, with their reviews, and other work bring."""

    def __init__(self, scenario: Scenario) -> None:
        self.workload = Workload(scenario.policy, scenario.horizon, scenario.casework.tier_model)
        casework = scenario.casework
        self.taking_part = [case for case in casework.cases if self.workload.span(case) is not None]
        cases = {case.id: case for case in self.taking_part}
        self.of_cases = {case.id: self.workload.of_case(case) for case in self.taking_part}
        for review in casework.reviews:
            if review.case in self.of_cases:
                case, held = cases[review.case], cases[review.case].current_practitioner is not None
                points = self.workload.of_review(review.kind, review.due_on, case, held=held)
                self.of_cases[review.case] = self.workload.total([self.of_cases[review.case], points])
        self.of_reports = self.workload.total(map(self.workload.of_report, casework.court_reports))

    def means(self, cases: Iterable[Case]) -> float:
        """Points of some cases on the mean over the periods."""
        return sum(mean(self.of_cases[case.id]) for case in cases)


def casework_numbers(scenario: Scenario) -> CaseworkNumbers:
    """Numbers of a scenario's casework."""
    demand = _Demand(scenario)
    practitioners = [member for member in scenario.staff if Role.PRACTITIONER in member.roles]
    points = [points_by_period(member, scenario.policy, scenario.horizon) for member in practitioners]
    pairs = list(zip(practitioners, points, strict=True))
    shared = any(COURT & set(member.roles) for member in practitioners)
    existing = sum(member.existing_points for member, own in pairs if any(own))
    options = _Options(scenario, demand.workload, pairs)
    officers_only = [case for case in demand.taking_part if options.grades(case) <= OFFICERS]
    allowed = [options.number(case) for case in demand.taking_part]
    cases, days = scenario.casework.cases, whole(scenario.horizon)
    spans = [demand.workload.span(case) for case in demand.taking_part]
    return CaseworkNumbers(
        cases=len(cases),
        taking_part=len(demand.taking_part),
        starting=sum(span is not None and span.first > days.first for span in spans),
        ending=sum(span is not None and span.last < days.last for span in spans),
        court_reports=len(scenario.casework.court_reports),
        victim_contacts=len(scenario.casework.victim_contacts),
        reviews=len(scenario.casework.reviews),
        practitioners=len(practitioners),
        steady=len(options.steady),
        points_needed=demand.means(demand.taking_part) + existing + (mean(demand.of_reports) if shared else 0.0),
        points_available=sum(mean(own) for own in points),
        officer_points_needed=demand.means(officers_only),
        officer_points_available=sum(mean(own) for member, own in pairs if member.grade in OFFICERS),
        officer_only_share=ratio(len(officers_only), len(demand.taking_part)),
        specialist_share=ratio(sum(bool(case.requires) for case in cases), len(cases)),
        public_protection_share=ratio(sum(case.specialist_team is not None for case in cases), len(cases)),
        held_share=ratio(sum(case.current_practitioner is not None for case in cases), len(cases)),
        practitioners_per_case=ratio(sum(allowed), len(allowed)),
        cases_for_nobody=sum(number == 0 for number in allowed),
    )


class _Options:
    """Who may hold which case, as far as that is cheap to say: only those who stay count, and exclusions do not."""

    def __init__(self, scenario: Scenario, workload: Workload, pairs: list[tuple[Staff, Points]]) -> None:
        self.steady = [member for member, own in pairs if is_steady(member, own, scenario.horizon)]
        self._workload = workload
        self._rules = scenario.policy.holding_rules
        self._people = {person.id: person for person in scenario.people}
        self._region = {unit.id: unit.region for unit in scenario.estate.pdus}
        teams = {team.id: self._region[team.pdu] for team in scenario.estate.teams}
        self._by_region: dict[str, list[Staff]] = defaultdict(list)
        for member in self.steady:
            self._by_region[teams[member.team]].append(member)
        self._may_hold = cache(self._grades_of_stage)
        self._able = cache(self._number)

    def grades(self, case: Case) -> frozenset[Grade]:
        """Grades that may hold a case at every stage."""
        kinds = {(stage.case_type, stage.tier) for stage in self._workload.stages(case)}
        return frozenset.intersection(
            *(self._may_hold(*kind, case.rosh, case.mappa_level, case.life_sentence) for kind in kinds)
        )

    def _grades_of_stage(
        self, case_type: CaseType, tier: str, rosh: Rosh, mappa_level: int, life_sentence: bool
    ) -> frozenset[Grade]:
        return frozenset(
            rule.grade
            for rule in self._rules
            if case_type in rule.case_types
            and tier.startswith(rule.tiers)
            and ROSH_ORDER[rosh] <= ROSH_ORDER[rule.max_rosh]
            and mappa_level <= rule.max_mappa_level
            and (rule.life_sentences or not life_sentence)
        )

    def number(self, case: Case) -> int:
        """Practitioners who may hold a case."""
        if not case.transfer_complete:
            return 0
        person = self._people[case.person]
        needs = frozenset(person.needs) & {StatedNeed.WOMAN_PRACTITIONER, StatedNeed.WELSH}
        many = self._able(self._region[person.pdu], self.grades(case), case.requires, case.specialist_team, needs)
        return many if case.limited_access_to is None else min(many, len(case.limited_access_to))

    def _number(
        self,
        region: str,
        grades: frozenset[Grade],
        requires: tuple[str, ...],
        team: str | None,
        needs: frozenset[StatedNeed],
    ) -> int:
        woman = StatedNeed.WOMAN_PRACTITIONER in needs
        return sum(
            member.grade in grades
            and set(requires) <= set(member.qualifications)
            and team in (None, member.team)
            and (not woman or member.sex is Sex.FEMALE)
            and (StatedNeed.WELSH not in needs or "cy" in member.languages)
            for member in self._by_region[region]
        )
