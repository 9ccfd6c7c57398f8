"""The smallest words of the house: standard library only, imported by every floor above."""
