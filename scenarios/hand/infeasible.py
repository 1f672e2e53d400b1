"""A scenario without a fault in which not everybody can be placed; the plan must say of each one why.

Every person who must be left out is one of a kind: the last word of the reason that the plan should give stands beside.
"""

from __future__ import annotations

from typing import Any

from scenarios.hand.tiny import (
    HOME,
    Rows,
    case,
    commitment,
    contract,
    group_option,
    person,
    project,
    referral,
    requirement,
    service_referral,
    staff,
    tiny,
)

FAR_AWAY = {"lat": 55.1, "lon": -2.0}
RIVER_SIDE = {"lat": 54.5768, "lon": -1.2318}
ALL_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICER_CASES = 12
"""Cases of tier B2 for the one officer, who has room for eleven under the ceiling."""


def infeasible() -> Rows:
    """The scenario, ready to be written as JSON."""
    rows = tiny()
    rows |= {
        "id": "infeasible",
        "title": "Nothing is wrong with this scenario, but not everybody can be placed",
        "locks": [],
        "people": [],
    }
    rows["casework"]["cases"] = []
    _casework(rows)
    _unpaid_work(rows)
    _programmes(rows)
    _services(rows)
    return rows


def _casework(rows: Rows) -> None:
    away = {"first": "2026-11-30", "last": "2027-01-31"}
    rows["staff"] = [
        staff("N54A0001", "PO", "practitioner", contracted_hours=19.0, sex="male"),
        staff("N54A0002", "PSO", "practitioner", sex="male"),
        staff("N54A0005", "PSO", "practitioner", sex="female", leave=[away]),
        *rows["staff"][2:],
    ]
    _add_case(rows, "X100001", requires=["extremism"])  # qualified: nobody is
    _add_case(rows, "X100002", limited_access_to=["N54A0005"])  # has_capacity: the one who may is away
    _add_case(rows, "X100003", excluded=["N54A0001"], tier="B2", rosh="high")  # not_excluded: the only officer is
    _add_case(rows, "X100004", transfer_complete=False)  # active_in_region: the transfer is not done
    _add_case(rows, "X100005", needs=["woman_practitioner"])  # has_capacity: the only woman is away
    _add_case(rows, "X100006", life_sentence=True, rosh="very_high")  # grade_may_hold: no row includes life
    together = ["X100007-1", "X100008-1", "X100009-1"]
    for id in together:  # keep_apart: three co-defendants, two practitioners
        _add_case(rows, id.removesuffix("-1"), co_defendants=[other for other in together if other != id])
    for number in range(OFFICER_CASES):  # within_ceiling: more than the officer can hold
        _add_case(rows, f"X1001{number:02d}", tier="B2", rosh="high")


def _add_case(
    rows: Rows, id: str, *, excluded: list[str] | None = None, needs: list[str] | None = None, **more: object
) -> None:
    rows["people"].append(person(id, excluded_staff=excluded or [], needs=needs or []))
    rows["casework"]["cases"].append(case(f"{id}-1", person=id, **more))


def _unpaid_work(rows: Rows) -> None:
    rows["unpaid_work"] = {
        "requirements": [],
        "projects": [
            project("N54UPW001", features=["public_facing"]),
            _on("fri", project("N54UPW002", location=RIVER_SIDE, minimum_to_run=4, features=["school"])),
        ],
    }
    all_day = [commitment(day, "08:00", "18:00") for day in ALL_WEEK]
    only_wednesdays = [row for row in all_day if row["weekday"] != "wed"]
    only_fridays = [row for row in all_day if row["weekday"] != "fri"]
    _add_worker(rows, "X200001", home=FAR_AWAY)  # within_travel_limit
    _add_worker(rows, "X200002", commitments=all_day)  # available
    _add_worker(rows, "X200003", restricted_from=["public_facing", "school"])  # restrictions
    zone = {"centre": HOME, "radius_km": 5.0}
    _add_worker(rows, "X200004", exclusion_zones=[zone], home={"lat": 54.62, "lon": -1.31})  # outside_exclusion_zones
    for number in (5, 6, 7):  # minimum_to_run: one short of four
        _add_worker(rows, f"X20000{number}", commitments=only_fridays)
    _add_worker(rows, "X200008", commitments=only_wednesdays, non_associations=["X200009"])  # keep_apart:
    _add_worker(rows, "X200009", commitments=only_wednesdays)  # one of these two


def _on(weekday: str, row: Rows) -> Rows:
    slot = row["slots"][0] | {"weekday": weekday, "id": f"{row['id']}-{weekday}"}
    return row | {"slots": [slot]}


def _add_worker(rows: Rows, id: str, **more: object) -> None:
    rows["people"].append(person(id, **more))
    rows["unpaid_work"]["requirements"].append(requirement(f"{id}-1-UPW", person=id))


def _programmes(rows: Rows) -> None:
    programmes = rows["programmes"]
    template = programmes["templates"][0] | {"minimum_size": 6}
    programmes["templates"] = [template, template | {"id": "RARE", "name": "Rare course", "qualification": "rare"}]
    programmes["group_options"] = [
        group_option("N54CLE-G001"),
        group_option("N54CLE-G002", template="RARE"),
        group_option("N54CLE-G003", slots=[{"weekday": "thu", "start": "14:00:00"}], earliest_start="2026-12-14"),
    ]
    programmes["referrals"] = []
    for number in range(1, 6):  # group_size: five people, six make a group
        _add_referral(rows, f"X30000{number}")
    _add_referral(rows, "X300006", sentence_end="2026-12-15")  # finish_before_sentence_end
    for number in range(7):  # facilitators: nobody delivers the rare course
        _add_referral(rows, f"X30001{number}", template="RARE")


def _add_referral(rows: Rows, id: str, **more: object) -> None:
    rows["people"].append(person(id))
    rows["programmes"]["referrals"].append(referral(f"{id}-1-ACP", person=id, **more))


def _services(rows: Rows) -> None:
    services = rows["services"]
    services["contracts"] = [
        contract("CRS-ete", taken_up=1),
        contract("CRS-women", category="women", women_only=True, woman_worker=False),
    ]
    services["referrals"] = []
    _add_service_referral(rows, "X400001", category="finance")  # category: there is no contract for it
    _add_service_referral(rows, "X400002", category="women")  # women_only: not on record as a woman
    _add_service_referral(rows, "X400003", release_date="2027-06-01")  # before_release: nobody is seen in prison
    _add_service_referral(rows, "X400004", home=FAR_AWAY)  # within_travel_limit
    busy = [commitment(day, "08:00", "18:00") for day in ALL_WEEK[:5]]
    _add_service_referral(rows, "X400005", commitments=busy)  # available
    _add_service_referral(rows, "X400006", start_from="2027-03-01")  # start_in_time: after the horizon
    _add_service_referral(rows, "X400007", sentence_end="2026-12-14")  # finish_before_sentence_end
    for number in (8, 9):  # within_places: one place in December, none left in November
        _add_service_referral(rows, f"X40000{number}")


def _add_service_referral(rows: Rows, id: str, **more: Any) -> None:
    personal = {name: more.pop(name) for name in ("home", "commitments") if name in more}
    rows["people"].append(person(id, **personal))
    rows["services"]["referrals"].append(service_referral(f"{id}-1-CRS", person=id, **more))
