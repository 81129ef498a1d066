"""What is sent about clients, items and tax rates, checked and turned into what actions take."""
