"""What must hold of the documentation: what it shows can be run."""
