"""One page per question; each module's `render(view)` draws it."""
