"""The same invoice as EN 16931 XML."""
