"""The independent audit: reads the scenario and the plan, shares nothing with the search, believes no number.

Every rule has the name that ``docs/formulation.md`` gives it; what is checked beside the rules is named there too.
"""

from solver.audit.certificate import CertificateReport, check_certificates
from solver.audit.certificate_words import in_words
from solver.audit.many import ManyAllocations
from solver.audit.plan import RULES, audit

__all__ = ["RULES", "CertificateReport", "ManyAllocations", "audit", "check_certificates", "in_words"]
