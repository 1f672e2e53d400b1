"""A tiny valid scenario, in the words of the file: every part of the plan has something to do."""

from __future__ import annotations

from typing import Any

Rows = dict[str, Any]
"""A JSON object."""

MADE_UP = "made up for a tiny scenario"
HOME = {"lat": 54.5742, "lon": -1.2349}
FAIR_AND_NEAR: dict[str, float] = {
    "workload_balance": 20,
    "overload": 100,
    "case_travel": 1,
    "continuity": 60,
    "pdu_crossing": 90,
}
OFFICE = {"lat": 54.5768, "lon": -1.2408}


def tiny() -> Rows:
    """The scenario, ready to be changed and written as JSON."""
    return {
        "schema_version": "1.0",
        "id": "tiny",
        "title": "Two practitioners, three people, one project, one group",
        "horizon": {"start": "2026-11-30", "weeks": 4, "bank_holidays": ["2026-12-25"]},
        "estate": _estate(),
        "staff": _staff(),
        "people": [_person("X000001"), _person("X000002"), _person("X000003")],
        "casework": {
            "cases": [
                case("X000001-1", person="X000001", tier="B2", rosh="high", current_practitioner="N54A0001"),
                case("X000002-1", person="X000002", tier="C2", current_practitioner="N54A0002"),
                case("X000003-1", person="X000003", tier="D1", rosh="low"),
            ]
        },
        "unpaid_work": {"requirements": [requirement("X000002-1-UPW", person="X000002")], "projects": [project()]},
        "programmes": _programmes(),
        "services": _services(),
        "travel": {"speeds": [speed(means) for means in ("walk", "bicycle", "public_transport", "car")]},
        "policy": policy(),
        "goals": goals(),
        "locks": [
            {
                "kind": "case",
                "case": "X000002-1",
                "practitioner": "N54A0002",
                "force": "must",
                "reason": "Trusted relationship",
            }
        ],
    }


def _estate() -> Rows:
    return {
        "regions": [{"id": "N54", "name": "North East"}],
        "pdus": [{"id": "N54CLE", "name": "Redcar, Cleveland and Middlesbrough", "region": "N54"}],
        "teams": [{"id": "N54CLE-T1", "name": "Team 1", "pdu": "N54CLE"}],
        "offices": [{"id": "N54CLE-01", "name": "Office", "pdu": "N54CLE", "location": OFFICE}],
        "rooms": [{"id": "N54CLE-01-R1", "office": "N54CLE-01", "seats": 8}],
    }


def staff(id: str, grade: str, role: str, **more: Any) -> Rows:
    """A full-time member of staff at the office."""
    row = {
        "id": id,
        "grade": grade,
        "roles": [role],
        "team": "N54CLE-T1",
        "office": "N54CLE-01",
        "contracted_hours": 37.0,
    }
    return row | more


def _staff() -> list[Rows]:
    return [
        staff("N54A0001", "PO", "practitioner"),
        staff("N54A0002", "PSO", "practitioner"),
        staff("N54A0003", "other", "supervisor"),
        staff("N54A0004", "PSO", "facilitator", qualifications=["short_course"]),
    ]


def _person(id: str) -> Rows:
    return person(id, commitments=[commitment("mon", "09:00", "17:00")])


def person(id: str, **more: Any) -> Rows:
    """A person near the office who takes the bus."""
    row = {
        "id": id,
        "pdu": "N54CLE",
        "home": HOME,
        "travel": {"means": "public_transport", "max_minutes": 60},
        "show_up_rate": 0.8,
    }
    return row | more


def commitment(weekday: str, start: str, end: str, cause: str = "work") -> Rows:
    """A stretch of every week in which a person is not free."""
    return {"weekday": weekday, "start": f"{start}:00", "end": f"{end}:00", "cause": cause}


def case(id: str, **more: Any) -> Rows:
    """A case in the community."""
    row = {
        "id": id,
        "case_type": "community",
        "tier": "C2",
        "sentence_date": "2026-06-01",
        "sentence_end": "2027-12-01",
    }
    return row | more


def requirement(id: str, **more: Any) -> Rows:
    """Eighty hours of unpaid work, ten of them done."""
    row = {
        "id": id,
        "required_minutes": 4800,
        "completed_minutes": 600,
        "sentence_date": "2026-06-01",
        "deadline": "2027-06-01",
    }
    return row | more


def project(id: str = "N54UPW001", **more: Any) -> Rows:
    """A group project on Wednesdays."""
    row = {
        "id": id,
        "name": "Group project 1",
        "kind": "group",
        "pdu": "N54CLE",
        "location": OFFICE,
        "slots": [{"weekday": "wed", "start": "09:00:00", "end": "16:00:00", "id": f"{id}-wed"}],
        "places": 8,
    }
    return row | more


def _programmes() -> Rows:
    sessions = [{"name": f"Session {number}", "kind": "group", "minutes": 120} for number in (1, 2, 3, 4)]
    return {
        "templates": [
            {
                "id": "SHORT",
                "name": "Short course",
                "kind": "structured",
                "modules": [{"name": "Course", "sessions": sessions}],
                "minimum_size": 2,
                "maximum_size": 8,
                "facilitators": 1,
                "qualification": "short_course",
                "source": MADE_UP,
            }
        ],
        "referrals": [referral("X000001-1-ACP", person="X000001"), referral("X000003-1-ACP", person="X000003")],
        "group_options": [group_option("N54CLE-G001")],
    }


def referral(id: str, **more: Any) -> Rows:
    """A referral to the short course."""
    row = {"id": id, "template": "SHORT", "referred_on": "2026-10-01", "sentence_end": "2027-12-01"}
    return row | more


def group_option(id: str, **more: Any) -> Rows:
    """A group that could meet on Tuesdays at two."""
    row = {
        "id": id,
        "template": "SHORT",
        "office": "N54CLE-01",
        "earliest_start": "2026-11-30",
        "slots": [{"weekday": "tue", "start": "14:00:00"}],
    }
    return row | more


def _services() -> Rows:
    return {
        "contracts": [contract("CRS-ete")],
        "referrals": [service_referral("X000003-1-CRS", person="X000003")],
    }


def contract(id: str, **more: Any) -> Rows:
    """A contract for education, training and employment, with a place a month near the office."""
    row = {
        "id": id,
        "provider": "provider-1",
        "category": "ete",
        "pdus": ["N54CLE"],
        "places_per_month": 1,
        "location": OFFICE,
    }
    return row | more


def service_referral(id: str, **more: Any) -> Rows:
    """A referral with a need of low complexity."""
    row = {"id": id, "category": "ete", "complexity": "low", "referred_on": "2026-11-02"}
    return row | more


def speed(means: str) -> Rows:
    """Speed of a means of travel."""
    pace = {"walk": 5.0, "bicycle": 14.0, "public_transport": 22.0, "car": 38.0}[means]
    return {"means": means, "km_per_hour": pace, "detour": 1.3, "access_minutes": 5.0, "source": MADE_UP}


def policy() -> Rows:
    """Rule tables with just the rows that the tiny scenario needs."""
    figures = {
        "full_time_points": 2176.0,
        "full_time_hours": 37.0,
        "workload_ceiling": 1.2,
        "work_item_days": 30.0,
        "oral_report_days": 0.0,
        "fast_report_days": 5.0,
        "standard_report_days": 15.0,
        "victim_contact_weeks": 8.0,
        "short_sentence_weeks": 43.0,
        "handover_weeks": 34.0,
        "pre_release_weeks": 12.0,
        "handover_notice_days": 5.0,
        "new_cases_per_week": 1.0,
        "short_absence_days": 21.0,
        "unpaid_work_minimum_hours": 40.0,
        "unpaid_work_maximum_hours": 300.0,
        "ete_share": 0.3,
        "earned_reduction_threshold": 0.25,
        "earned_reduction_rate": 0.5,
        "turnaround_minutes": 30.0,
        "instruction_notice_days": 1.0,
        "spare_supervisors": 1.0,
        "off_track_minutes": 420.0,
        "groups_per_treatment_manager": 6.0,
        "oversight_minutes": 60.0,
        "structured_sessions": 4.0,
        "priority_step_weeks": 4.0,
        "priority_time_left_weeks": 52.0,
        "priority_waited_weeks": 52.0,
        "sentence_slack_days": 0.0,
        "show_up_prior_sessions": 8.0,
        "late_risk_raised": 0.1,
        "late_risk_high": 0.5,
        "turn_away_risk": 0.1,
        "shared_day_spread": 0.3,
    }
    points = {"B2": 115, "C2": 63, "D1": 29}
    return {
        "version": "tiny",
        "effective_from": "2026-04-01",
        "tier_points": [
            {"tier_model": "A-D", "tier": tier, "case_type": "community", "points": cost, "source": MADE_UP}
            for tier, cost in points.items()
        ],
        "holding_rules": [
            _holding("PO", ["A", "B", "C", "D"], "very_high", 3),
            _holding("PSO", ["C", "D"], "medium", 1),
        ],
        "priority_weights": [{"rosh": "high", "weight": 4, "source": MADE_UP}],
        "service_levels": [{"complexity": "low", "sessions": 4, "weight": 1, "source": MADE_UP}],
        **{name: {"value": value, "source": MADE_UP} for name, value in figures.items()},
    }


def _holding(grade: str, tiers: list[str], max_rosh: str, max_mappa_level: int) -> Rows:
    return {
        "grade": grade,
        "case_types": ["community"],
        "tiers": tiers,
        "max_rosh": max_rosh,
        "max_mappa_level": max_mappa_level,
        "source": MADE_UP,
    }


def goals() -> Rows:
    """The profile ``standard`` alone, with the default weights of ``docs/formulation.md``."""
    parts = [
        _part("allocation", everyone_held={"unallocated": 1}, fair_and_near=FAIR_AND_NEAR),
        _part(
            "programmes",
            everyone_started={"not_started": 1},
            soon_and_near={"waiting": 5, "group_travel": 1, "groups_opened": 150, "thin_groups": 1},
        ),
        _part(
            "unpaid_work",
            everyone_working={"unmet_sessions": 1},
            near_and_lean={
                "minutes_forgone": 0.25,
                "work_travel": 1,
                "supervisor_shifts": 50,
                "distinct_projects": 60,
                "skills_missed": 5,
                "project_left": 30,
                "spare_short": 30,
                "starts_without_place": 100,
                "unpopular_slots": 20,
            },
        ),
        _part(
            "referrals",
            everyone_served={"not_served": 1},
            soon_and_well={"service_waiting": 5, "service_travel": 1, "seen_remotely": 15},
        ),
    ]
    return {"profile": "standard", "profiles": [{"id": "standard", "parts": parts}]}


def _part(part: str, **tiers: dict[str, float]) -> Rows:
    return {
        "part": part,
        "tiers": [
            {"name": name, "goals": [{"goal": goal, "weight": float(weight)} for goal, weight in goals.items()]}
            for name, goals in tiers.items()
        ],
    }
