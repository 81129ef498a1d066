"""Stand-ins for the outside world, over real HTTP and SMTP. Imports nothing of the product."""
