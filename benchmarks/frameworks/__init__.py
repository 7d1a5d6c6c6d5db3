"""The same six charts of the same book, in other frameworks and in ours."""
