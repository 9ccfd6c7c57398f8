"""Terms and their values."""
