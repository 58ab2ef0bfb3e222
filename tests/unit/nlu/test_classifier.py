"""The classifier that is shipped: small, readable, of the spaCy that is installed, and the one that training gives."""

from __future__ import annotations

import json

import pytest
import spacy
import yaml

from core.nlu.guessing import training
from core.nlu.guessing.classifier import FOLDER, METRICS, Classifier
from core.nlu.guessing.samples import NONE


@pytest.fixture(scope="module")
def lessons() -> list[training.Lesson]:
    return training.lessons()


def test_it_was_trained_with_the_spacy_that_is_installed():
    """A model of another minor version may read differently: run `make train` after spaCy was raised."""
    metrics = json.loads((FOLDER / METRICS).read_text("utf-8"))
    assert metrics["spacy"] == ".".join(spacy.__version__.split(".")[:2])


def test_it_is_small_and_nothing_in_it_is_pickled():
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2 * 2**20
    # What pickle writes begins with its protocol, 0x80 and a number up to 5. A map of msgpack with up to 15 entries
    # begins with 0x80 to 0x8f as well, and goes on with a text.
    assert not [path.name for path in files if path.read_bytes()[:1] == b"\x80" and path.read_bytes()[1] <= 5]
    assert not [path.name for path in files if path.suffix in (".pkl", ".pickle", ".joblib")]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_training_again_gives_the_same_guesses(lessons):
    shipped = Classifier.load()
    again = training.trained(lessons, training.frames(lessons))
    asked = [one.message for one in lessons[::7]]
    first = [shipped.guess(message)[0] for message in asked]
    second = [again.guess(message)[0] for message in asked]
    # Another processor adds in another order, and a change of the grammar changes what is seen of some sentences.
    same = sum(one[0] == other[0] for one, other in zip(first, second, strict=True))
    assert same >= 0.98 * len(asked)
    near = sum(abs(one[1] - other[1]) < 0.02 for one, other in zip(first, second, strict=True))
    assert near >= 0.95 * len(asked)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_measuring_again_gives_the_figures_beside_the_model(lessons):
    written = json.loads((FOLDER / METRICS).read_text("utf-8"))
    again = training.figures(training.seen(lessons), len(lessons))
    assert again["act"] == pytest.approx(written["act"], abs=0.03)
    for name in ("accuracy", "among_three", "precision_when_sure", "sure_of_wishes"):
        assert again["held_out"][name] == pytest.approx(written["held_out"][name], abs=0.03)


def test_it_learns_no_sentence_that_is_to_be_unseen(lessons):
    said = {one.sentence.text.casefold() for one in lessons}
    folder = FOLDER.parents[3] / "tests" / "language"
    for file in (folder / "odd").glob("unseen_*.yaml"):
        rows = yaml.safe_load(file.read_text("utf-8"))
        shared = [row["say"] for row in rows if row["say"].casefold() in said and len(row["say"].split()) > 3]
        assert not shared, file.name


def test_what_says_nothing_is_no_wish():
    message = training.reader("en")("...")
    assert Classifier.load().guess(message)[0][0] == NONE
