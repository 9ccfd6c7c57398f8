"""When flags hide a statement."""

SMALLEST_AGREEMENT = 5


def is_hidden_by(flags: int, k: int = SMALLEST_AGREEMENT) -> bool:
    """Whether enough members agree that a statement should not stand here: never fewer than `k`, which is 5 or more."""
    return flags >= max(k, SMALLEST_AGREEMENT)
