"""A stand-in for S3 that believes no one without a good signature."""
