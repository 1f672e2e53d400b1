"""What must hold of the planner; one folder per package, plus properties and end-to-end runs."""
