"""A refusal carries its code, its status and words with places."""

from breakthrough.kernel.problem import Problem


def test_a_problem_reads_as_its_sentence() -> None:
    problem = Problem(
        "too-long",
        status=422,
        words="At most %(most)d characters, not %(given)d.",
        params={"most": 5, "given": 9},
    )
    assert str(problem) == "At most 5 characters, not 9."


def test_a_per_cent_sign_in_words_without_places_stays() -> None:
    assert str(Problem("odd", status=409, words="100 % of it")) == "100 % of it"
