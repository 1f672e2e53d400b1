"""Published benchmark instances: read from the files they come in, and compared with the best values known."""
