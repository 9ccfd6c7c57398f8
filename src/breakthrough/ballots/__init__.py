"""The who-side of sealed contributions: who may give, who has a credential, when a round opens. Never what was given."""
