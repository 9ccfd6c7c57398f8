"""Codes and slugs that people can live with."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from breakthrough.kernel import ids


def test_a_code_has_six_characters_that_cannot_be_taken_for_each_other() -> None:
    code = ids.readable_code(choose=secrets.choice)
    assert len(code) == 6
    assert set(code) <= set(ids.READABLE)
    assert not set(ids.READABLE) & set("AEIOU01")


@given(st.text(alphabet=ids.READABLE, min_size=1, max_size=12))
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    assert ids.normalise_code(f" {code[:3].lower()}-{code[3:].lower()} ") == code


@given(st.text(max_size=300))
def test_any_name_gives_a_usable_slug(name: str) -> None:
    slug = ids.slug_of(name)
    assert 1 <= len(slug) <= 40
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


@given(st.text(max_size=10_000))
def test_whatever_is_typed_as_a_code_becomes_letters_and_digits(typed: str) -> None:
    assert ids.normalise_code(typed).isascii()


def test_the_same_secret_hashes_differently_for_another_purpose() -> None:
    assert ids.hash_of("x", purpose="return code") != ids.hash_of("x", purpose="API key")
    assert len(ids.hash_of("x", purpose="return code")) == 64
