"""The top: web, worker, command line and their wiring. The only place that knows everything."""
