"""How a scenario is drawn, subject by subject; every subject of every unit has dice of its own."""
