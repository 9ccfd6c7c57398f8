"""Work that takes longer than a request, with progress and cancel."""
