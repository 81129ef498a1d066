"""What is printed on a document, and how its words, names and colours are made fit for print. Pure."""
