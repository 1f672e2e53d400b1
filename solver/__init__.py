"""How a plan is found: compiled problems, rules, goals, search, bounds and explanations."""
