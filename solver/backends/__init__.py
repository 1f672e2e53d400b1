"""Solvers of others, each set up in one place and asked in our own words."""
