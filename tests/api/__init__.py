"""What must hold of the edges: command line, HTTP, jobs and exports."""
