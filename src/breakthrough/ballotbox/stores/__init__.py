"""Where the box keeps things: SQLite in a file of its own, or PostgreSQL with a database and a role of its own."""
