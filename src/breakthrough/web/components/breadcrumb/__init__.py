"""Where this page hangs in the product."""
