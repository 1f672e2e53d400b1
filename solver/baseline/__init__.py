"""Yardsticks for each part: what current practice would do, and a greedy that sees every cost."""
