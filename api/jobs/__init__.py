"""Durable jobs: each run is solved in a process of its own and survives the end of the service."""
