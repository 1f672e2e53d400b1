"""What must hold of the exports: pictures say what the plan says."""
