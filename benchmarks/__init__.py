"""Timed cases: how long each phase of planning takes, and how good its result is."""
