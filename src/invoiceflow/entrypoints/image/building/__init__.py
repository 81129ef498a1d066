"""
What happens inside the build of the image, step by step of the Dockerfile.

Runs under Debian's Python with the standard library alone, and so imports only what does, too.
"""
