"""What everything stands on: the file, an account's shelf in it, parameters, refusals, pages of lists."""
