"""Pure words that every slice may use: money, currencies, dates, ids, actors, expected errors. No I/O."""
