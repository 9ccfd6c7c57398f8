"""What may happen in a Pulse, and what follows. Pure: no database, no clock, no network.

`asking` (the questions and their answers as numbers), `plans` (set-up), `standing` (who may do what),
`waves` (series, their calendar, when they stop), `frozen` (what is asked, and its root), `turning` (before and after a date),
`playbook` and `advising` (what to do next).
"""
