"""Who there is: accounts and how they are onboarded, customers, endpoints for events."""
