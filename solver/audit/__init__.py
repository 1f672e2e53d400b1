"""The independent audit: reads the scenario and the plan, shares nothing with the search, believes no number.

Every rule has the name that ``docs/formulation.md`` gives it; what is checked beside the rules is named there too.
"""

from solver.audit.certificate_report import CertificateReport
from solver.audit.certificate_words import in_words
from solver.audit.many import ManyAllocations
from solver.audit.plan import RULES, Audited, audit, audit_with_certificates

__all__ = [
    "RULES",
    "Audited",
    "CertificateReport",
    "ManyAllocations",
    "audit",
    "audit_with_certificates",
    "in_words",
]
