"""The API tried against its own description: requests made by schemathesis, right ones and wrong ones."""
