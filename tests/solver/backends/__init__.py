"""Tests of the solvers of others."""
