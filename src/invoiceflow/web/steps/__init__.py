"""The steps of the pipeline (web/pipeline.py), one a module: each does one thing to a request or its answer."""
