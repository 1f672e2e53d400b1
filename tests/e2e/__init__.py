"""Tests of the whole: a real service in a process of its own."""
