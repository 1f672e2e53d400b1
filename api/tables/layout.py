"""Which files a folder of tables has, and what stands in each: the one place to add a table."""

from __future__ import annotations

from dataclasses import dataclass

from models.check.paths import EACH, Pattern, pattern


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a folder of tables; its columns follow from the model.

    Attributes
    ----------
    file
        Name of the file.
    path
        Pattern of the place in the scenario that its rows stand at.
    meaning
        What a row is.
    key
        Column that names the row of another file that the rows belong to.
    spread
        Names of the lists between that row and these, whose own values are repeated in every row.
    key_field
        Field of the other file's rows that the key names.
    """

    file: str
    path: str
    meaning: str
    key: str | None = None
    spread: tuple[str, ...] = ()
    key_field: str = "id"

    @property
    def steps(self) -> Pattern:
        """Steps of the path."""
        return pattern(self.path) if self.path else ()

    @property
    def single(self) -> bool:
        """Whether the file holds one record, a field in each row, instead of a row for each record."""
        return EACH not in self.steps

    @property
    def lists(self) -> tuple[Pattern, ...]:
        """Patterns of the lists on the way, outermost first; the last is that of the rows themselves."""
        return tuple(self.steps[:n] for n, step in enumerate(self.steps) if step == EACH)


TABLES: tuple[Table, ...] = (
    Table("scenario.csv", "", "The scenario itself: a field and its value in each row."),
    Table("horizon.csv", "horizon", "The stretch of time that is planned: a field and its value in each row."),
    Table("regions.csv", "estate.regions[]", "A probation region."),
    Table("pdus.csv", "estate.pdus[]", "A probation delivery unit."),
    Table("teams.csv", "estate.teams[]", "A team of staff."),
    Table("offices.csv", "estate.offices[]", "An office or delivery venue."),
    Table("rooms.csv", "estate.rooms[]", "A group room."),
    Table("staff.csv", "staff[]", "A member of staff."),
    Table("reductions.csv", "staff[].reductions[]", "Hours taken off a member of staff's week, for a time.", "staff"),
    Table("preferences.csv", "staff[].rather_not[]", "Cases that a member of staff would rather not hold.", "staff"),
    Table("leave.csv", "staff[].leave[]", "Days away of a member of staff.", "staff"),
    Table("register_entries.csv", "staff[].register_entries[]", "An entry in a register that runs out.", "staff"),
    Table("working_patterns.csv", "staff[].pattern[]", "Working hours on a day of the week.", "staff"),
    Table("people.csv", "people[]", "A person on probation."),
    Table("commitments.csv", "people[].commitments[]", "A time of the week in which a person is not free.", "person"),
    Table("exclusion_zones.csv", "people[].exclusion_zones[]", "A circle that a person must not enter.", "person"),
    Table("sizes.csv", "people[].sizes[]", "The size of protective equipment that fits a person.", "person"),
    Table("cases.csv", "casework.cases[]", "A supervision case."),
    Table("tier_changes.csv", "casework.cases[].tier_changes[]", "A change of tier known in advance.", "case"),
    Table("treatments.csv", "casework.cases[].treatment[]", "A treatment requirement.", "case"),
    Table("court_reports.csv", "casework.court_reports[]", "A pre-sentence report."),
    Table("victim_contacts.csv", "casework.victim_contacts[]", "A victim to whom contact must be offered."),
    Table("reviews.csv", "casework.reviews[]", "A review or assessment that falls due."),
    Table("requirements.csv", "unpaid_work.requirements[]", "An unpaid-work requirement."),
    Table("projects.csv", "unpaid_work.projects[]", "An unpaid-work project."),
    Table("project_slots.csv", "unpaid_work.projects[].slots[]", "A standing time of a project.", "project"),
    Table("pick_ups.csv", "unpaid_work.projects[].pick_ups[]", "A point at which a van stops.", "project"),
    Table("vans.csv", "unpaid_work.vans[]", "A van."),
    Table("vans_off_road.csv", "unpaid_work.vans[].off_road[]", "Days on which a van cannot be used.", "van"),
    Table("new_starts.csv", "unpaid_work.new_starts[]", "How many people are expected to start in a unit and week."),
    Table("equipment.csv", "unpaid_work.equipment[]", "Protective equipment that an office keeps."),
    Table("outcomes.csv", "unpaid_work.outcomes[]", "What came of a session of unpaid work for a requirement."),
    Table("closures.csv", "unpaid_work.closures[]", "Days on which a project, or a slot, has no session."),
    Table("programmes.csv", "programmes.templates[]", "What a programme consists of."),
    Table(
        "programme_sessions.csv",
        "programmes.templates[].modules[].sessions[]",
        "A session of a module of a programme, in order.",
        "programme",
        ("module",),
    ),
    Table("programme_referrals.csv", "programmes.referrals[]", "A person waiting for a programme."),
    Table("group_options.csv", "programmes.group_options[]", "A group that could be opened."),
    Table("group_option_slots.csv", "programmes.group_options[].slots[]", "A weekly time of it.", "group_option"),
    Table(
        "programme_patterns.csv",
        "programmes.templates[].patterns[].slots[]",
        "A weekly time of a pattern at which groups of a programme may meet.",
        "programme",
        ("pattern",),
    ),
    Table(
        "venues.csv",
        "programmes.venues[].open[]",
        "An opening time of an office in which the planner may form groups.",
        spread=("venue",),
    ),
    Table("group_families.csv", "programmes.families[]", "Groups of one kind that the planner may form."),
    Table("running_groups.csv", "programmes.running_groups[]", "A group that is running already."),
    Table("running_group_slots.csv", "programmes.running_groups[].slots[]", "A weekly time of it.", "running_group"),
    Table(
        "running_group_stays.csv",
        "programmes.running_groups[].stays[]",
        "A member who joins it later or is done earlier.",
        "running_group",
    ),
    Table("contracts.csv", "services.contracts[]", "A commissioned service."),
    Table(
        "contract_hours.csv", "services.contracts[].open[]", "A time of every week at which it sees people.", "contract"
    ),
    Table("service_referrals.csv", "services.referrals[]", "A person referred to a commissioned service."),
    Table("contact_standards.csv", "contact_standards[]", "How often a tier is to be seen."),
    Table("speeds.csv", "travel.speeds[]", "The speed model of a means of travel."),
    Table("journeys.csv", "travel.matrix[]", "A known journey between two places."),
    Table("policy.csv", "policy", "The figures of the policy: a field and its value in each row."),
    Table("tier_points.csv", "policy.tier_points[]", "Workload points of a tier and type of case."),
    Table("work_item_points.csv", "policy.work_item_points[]", "Workload points of other work."),
    Table("stage_reductions.csv", "policy.stage_reductions[]", "Hours off at a stage of a career."),
    Table("holding_rules.csv", "policy.holding_rules[]", "A row of the matrix of who may hold what."),
    Table("priority_weights.csv", "policy.priority_weights[]", "Weight of leaving a case of a risk unheld."),
    Table("service_levels.csv", "policy.service_levels[]", "What a complexity of need asks of a commissioned service."),
    Table("weekly_sessions.csv", "policy.weekly_sessions[]", "Sessions of unpaid work a week, by delivery."),
    Table("unpopular_sessions.csv", "policy.unpopular_sessions[]", "Sessions of unpaid work that nobody likes."),
    Table("case_ceilings.csv", "policy.case_ceilings[]", "Most cases of a full-time member of staff of a grade."),
    Table(
        "goals.csv",
        "goals.profiles[].parts[].tiers[].goals[]",
        "A goal with its weight, in its profile, part and tier, in order.",
        spread=("profile", "part", "tier"),
    ),
    Table("change.csv", "change", "How much a plan may alter: a field and its value in each row."),
    Table("locks.csv", "locks[]", "A decision that a plan must keep; `kind` says which of the columns it needs."),
    Table("previous_cases.csv", "previous_plan.cases[]", "Of the plan in force: who holds a case."),
    Table("previous_duties.csv", "previous_plan.duties[]", "Of the plan in force: who does a report or contact."),
    Table("previous_patterns.csv", "previous_plan.patterns[]", "Of the plan in force: who attends which project slot."),
    Table("previous_sessions.csv", "previous_plan.sessions[]", "Of the plan in force: a dated project session."),
    Table(
        "previous_supervision.csv",
        "previous_plan.rota_changes.supervision[]",
        "Of the plan in force: who stands on a project slot with changed sessions.",
    ),
    Table("previous_covers.csv", "previous_plan.rota_changes.covers[]", "Of the plan in force: who steps in."),
    Table("previous_vans.csv", "previous_plan.rota_changes.vans[]", "Of the plan in force: a van goes for another."),
    Table("previous_places.csv", "previous_plan.rota_changes.places[]", "Of the plan in force: a place given up."),
    Table("previous_groups.csv", "previous_plan.groups[]", "Of the plan in force: a group that was opened."),
    Table(
        "previous_group_members.csv",
        "previous_plan.groups[].members[]",
        "Of the plan in force: a person in a group.",
        "group",
        key_field="group_option",
    ),
    Table(
        "previous_group_sessions.csv",
        "previous_plan.groups[].sessions[]",
        "Of the plan in force: a dated session of a group.",
        "group",
        key_field="group_option",
    ),
    Table(
        "previous_one_to_ones.csv",
        "previous_plan.groups[].one_to_ones[]",
        "Of the plan in force: a member's one-to-one.",
        "group",
        key_field="group_option",
    ),
    Table("previous_services.csv", "previous_plan.services[]", "Of the plan in force: who has which service."),
    Table(
        "previous_service_appointments.csv",
        "previous_plan.services[].appointments[]",
        "Of the plan in force: an appointment with a service.",
        "service",
        key_field="referral",
    ),
    Table("previous_appointments.csv", "previous_plan.appointments[]", "Of the plan in force: an appointment."),
)
"""Every table, in the order in which a reader wants them."""
