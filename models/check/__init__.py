"""Reading a scenario: every fault and every oddity is named at once, each with its place, row and remedy."""

from models.check.document import LIMIT, check_document, load_scenario
from models.check.report import Report

__all__ = ["LIMIT", "Report", "check_document", "load_scenario"]
