"""Where requests arrive and events leave."""
