"""Plans as pictures and files for other programs."""
