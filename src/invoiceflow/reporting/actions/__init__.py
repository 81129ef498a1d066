"""Note that everything was taken along."""
