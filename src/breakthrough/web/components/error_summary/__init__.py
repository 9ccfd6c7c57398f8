"""Everything that stopped a form, at its top."""
