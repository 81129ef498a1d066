"""The image: what goes into it, how it is built here, and the proof that it works (`./run image`)."""
