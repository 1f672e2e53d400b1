"""Tests of the programme groups."""
