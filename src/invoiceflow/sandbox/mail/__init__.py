"""
A mail server that delivers nothing: it keeps each message and shows it.

Some recipients are refused at once: `refused...@` always (550), `full...@` always (552), `later...@` at the first try
of each address (451). To others it seems to go as with SES's mailbox simulator, told by signed messages a moment later:
`bounce@`, `softbounce@`, `complaint@`, `delay@`, `ooto@`, `suppressionlist@`, `opened@`, each also with a label
(`bounce+anna@`). All others are told to have been delivered.
"""
