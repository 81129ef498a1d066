"""The overview: what is owed and received, what needs somebody, what happened."""
