"""The store: scenarios, plans, runs and their events, in SQLite or PostgreSQL."""
