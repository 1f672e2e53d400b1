"""The edges: command line, HTTP, durable jobs, exports and the web page."""
