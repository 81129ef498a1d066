"""Pages over everything below, and the stream of news that keeps them fresh."""
