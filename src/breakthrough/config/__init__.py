"""Settings, addresses, API assembly, the dispatcher, the command line. Nothing imports it."""
