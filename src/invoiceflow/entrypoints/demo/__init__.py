"""A lively demo tenant: a studio in Hamburg with clients in ten countries and a year of invoices."""
