"""What must hold of the commands: exit codes, keys, faults, files."""
