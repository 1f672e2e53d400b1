"""Routes of the HTTP interface, one file for each kind of thing."""
