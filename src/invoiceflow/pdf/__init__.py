"""The same invoice on paper: typeset by Typst as PDF/A-3a and PDF/UA-1, and as the pages of the preview."""
