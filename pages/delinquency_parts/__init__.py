"""The sections of the delinquency page; no pages of their own."""
