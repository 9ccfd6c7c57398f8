"""What may happen in a Mirror, and what follows. Pure: no database, no clock, no network.

`asking` (the questions and their answers as numbers), `plans` (set-up), `standing` (who may do what),
`showing` (what of the result others see, and the pledge), `frozen` (what is asked, and its root), `letters`, `explanations`.
"""
