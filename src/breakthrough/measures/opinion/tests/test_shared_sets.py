import pytest

from breakthrough.measures.opinion import evaluation, exchange, splits, votes

SETS = {
    "london.youth.policing": (26, 36, 638, 2, [18, 3, 3]),
    "scoop-hivemind.freshwater": (117, 80, 3_972, 7, [108, 9]),
    "brexit-consensus": (204, 50, 5_303, 9, [106, 91]),
    "scoop-hivemind.ubi": (234, 70, 7_153, 21, [113, 70, 42, 9]),
    "15-per-hour-seattle": (339, 54, 2_872, 123, [99, 39]),
    "vtaiwan.uberx": (1_921, 197, 49_443, 554, [889, 330]),
}


@pytest.mark.parametrize("name", SETS)
def test_the_shared_sets_are_read_completely(read_shared_set, name):
    found = read_shared_set(name)
    people, statements, vote_count, revotes, sizes = SETS[name]
    assert (found.table.person_count, found.table.statement_count, found.table.vote_count) == (
        people,
        statements,
        vote_count,
    )
    assert sum(note.count for note in found.notes if note.reason == "revotes") == revotes
    groups = list(found.groups.values())
    assert sorted((groups.count(group) for group in set(groups)), reverse=True) == sizes


@pytest.mark.parametrize("name", SETS)
def test_the_shared_sets_survive_export_and_import(read_shared_set, name):
    found = read_shared_set(name)
    written = exchange.write_export(found)
    again = exchange.parse_export(written)
    assert exchange.fingerprint(again.table) == exchange.fingerprint(found.table)
    assert (again.people, again.comments, again.summary) == (found.people, found.comments, found.summary)
    assert exchange.write_export(again) == written


@pytest.mark.parametrize("name", SETS)
def test_the_split_is_the_published_one(read_shared_set, name):
    table = read_shared_set(name).table
    hidden = [int(splits.hide_votes(table, seed=seed, name=name).sum()) for seed in range(3)]
    assert all(0.08 < count / table.vote_count < 0.12 for count in hidden)


def test_agreeing_has_the_sign_it_should_have(read_shared_set):
    found = read_shared_set("brexit-consensus")
    statement = found.table.statement_keys.index("34")
    assert found.texts["34"].startswith('"The EU" as a concept is too big')
    cast = found.table.vote[found.table.statement == statement]
    assert (cast == votes.AGREE).sum() > 10 * (cast == votes.DISAGREE).sum()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "target"), [("brexit-consensus", 0.46), ("scoop-hivemind.ubi", 0.465), ("vtaiwan.uberx", 0.425)]
)
def test_the_fast_path_predicts_hidden_votes(read_shared_set, name, target):
    score = evaluation.score_held_out(name=name, table=read_shared_set(name).table, seed=1, path="laplace")
    assert score.agree_loss <= target
    assert score.calibration_error is None or score.calibration_error < 0.05


@pytest.mark.slow
def test_the_exact_path_predicts_hidden_votes(read_shared_set):
    table = read_shared_set("scoop-hivemind.ubi").table
    score = evaluation.score_held_out(name="scoop-hivemind.ubi", table=table, seed=1, path="exact")
    assert score.agree_loss <= 0.47
    assert score.weights[0] <= 0.05
