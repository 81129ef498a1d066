"""Add, edit, archive and restore clients, items and tax rates; give a new tenant its rates."""
