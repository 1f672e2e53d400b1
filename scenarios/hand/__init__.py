"""Scenarios made by hand: a tiny valid one, one in which not everybody can be placed, and the bad inputs."""
