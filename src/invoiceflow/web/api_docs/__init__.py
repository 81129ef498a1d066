"""``/api/openapi.json`` and ``/api/docs``: how the API is described, to programs and to people."""
