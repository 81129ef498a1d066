"""Documents over HTTP: the PDF for people and programs, its pages as pictures."""
