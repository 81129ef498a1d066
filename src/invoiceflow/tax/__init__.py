"""Tax rates and categories of EN 16931, with their legal texts, and checks of tax ids."""
