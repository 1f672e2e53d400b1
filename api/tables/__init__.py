"""Tables: scenarios from and to folders of CSV files, and plans to them."""

from api.tables.importing import import_folder
from api.tables.plans import write_tables
from api.tables.scenarios import write_scenario_tables

__all__ = ["import_folder", "write_scenario_tables", "write_tables"]
