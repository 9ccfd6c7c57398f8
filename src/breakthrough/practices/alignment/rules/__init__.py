"""What may happen in Alignment, and what follows. Pure: no database, no clock, no network.

Texts: `parts`, `differences`, `texts` (words) · reservations: `reservations` · rounds: `plans` (set-up), `phases` (its life),
`standing` (who may do what), `stances` and `carrying` (what a stance is worth when the text changes), `adoption` (how it ends),
`letters`.
"""
