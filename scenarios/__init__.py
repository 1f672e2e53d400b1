"""Bundled scenarios, the reference tables they rest on, and their generator."""
