"""The HTML door of people: signing in, one's own page, passkeys, and the quick start's mailbox."""
