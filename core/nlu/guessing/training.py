"""`make train`: draws the sentences, trains the classifier on them, measures it on templates that it has not seen."""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from spacy import about
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Adam, fix_random_seed

from core.nlu.gloss import Gloss
from core.nlu.guessing.classifier import FOLDER, METRICS, Classifier, blank
from core.nlu.guessing.samples import LANGUAGES, NONE, PARTS, Sentence, drawn
from core.nlu.guessing.signs import OTHER, shortened, signs
from core.nlu.intents import BASE, Intents
from core.nlu.mending import Mender
from core.nlu.message import Message, Preparer
from core.nlu.reading import Preferences

SEED = 7
EACH = 20  # sentences of a template
ROUNDS = 4
MEASURED = range(PARTS)  # each part is kept away once
SURE = 0.9  # of what is acted on so much must be right, in words from templates that were not learnt
TALKED = 0.005  # and of chatter at most this share may be acted on
BATCH = 64
HOLES = 0.25  # of a sentence's words are unknown in its second form
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence with its message."""

    sentence: Sentence
    message: Message


def lessons(each: int = EACH) -> list[Lesson]:
    """All sentences in all languages, read as the bot reads them."""
    rng = Random(SEED)  # noqa: S311 -- draws sentences, no secrets
    found: list[Lesson] = []
    for language in LANGUAGES:
        prepared = reader(language)
        found += [Lesson(one, prepared(one.text)) for one in drawn(language, rng, each)]
    return found


def frames(found: Iterable[Lesson]) -> dict[str, list[str]]:
    """The words of each command's templates, without what was filled in."""
    words: dict[str, set[str]] = defaultdict(set)
    for lesson in found:
        holes = lesson.sentence.filled
        for word, token in zip(lesson.message.words, lesson.message.tokens, strict=True):
            if word.replace("'", "").isalpha() and not any(first <= token.start < last for first, last in holes):
                words[lesson.sentence.intent].add(word)
    return {intent: sorted(said) for intent, said in sorted(words.items())}


def trained(found: Sequence[Lesson], said: dict[str, list[str]], rounds: int = ROUNDS) -> Classifier:
    """A classifier that has learnt these; the same from the same."""
    fix_random_seed(SEED)
    textcat = blank(Vocab())
    known = frozenset[str]().union(*said.values())
    labels = sorted({one.sentence.intent for one in found})
    rng = Random(SEED)  # noqa: S311
    examples = []
    for one in found:
        cats = {label: float(label == one.sentence.intent) for label in labels}
        whole = signs(one.message, known)
        for words in (whole, _holed(whole, rng)):
            examples.append(Example.from_dict(Doc(textcat.vocab, words=words), {"cats": cats}))
    textcat.initialize(lambda: examples)
    optimizer = Adam(learn_rate=0.01)
    for _ in range(rounds):
        rng.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            textcat.update(examples[start : start + BATCH], sgd=optimizer)
    return Classifier(textcat, said)


def _holed(whole: list[str], rng: Random) -> list[str]:
    """The same with some words unknown, as those of a sentence that nobody foresaw are."""
    return shortened(OTHER if one[0] != "<" and rng.random() < HOLES else one for one in whole)


Seen = tuple[str, str, list[tuple[str, float]]]
"""What was meant, in which language, and what was guessed."""


def seen(found: Sequence[Lesson]) -> list[Seen]:
    """Guesses for templates of which the classifier that guesses has learnt no sentence."""
    rows: list[Seen] = []
    for part in MEASURED:
        kept = [one for one in found if one.sentence.part == part]
        learnt = [one for one in found if one.sentence.part != part]
        classifier = trained(learnt, frames(learnt))
        rows += [(one.sentence.intent, one.sentence.language, classifier.guess(one.message)) for one in kept]
    return rows


def threshold(rows: Sequence[Seen]) -> float:
    """The least share of one from which a guess may be acted on."""
    for percent in range(50, 100):
        least = percent / 100
        right, acted, talk = at(rows, least)
        if acted and right / acted >= SURE and talk <= TALKED * sum(meant == NONE for meant, _, _ in rows):
            return least
    return 0.99


def at(rows: Sequence[Seen], least: float) -> tuple[int, int, int]:
    """How many guesses would be acted on and are right, how many would be acted on, how many of those are chatter."""
    acted = [(meant, guess[0][0]) for meant, _, guess in rows if guess[0][0] != NONE and guess[0][1] >= least]
    return sum(meant == said for meant, said in acted), len(acted), sum(meant == NONE for meant, _ in acted)


def measured(rows: Sequence[Seen], least: float) -> dict[str, Any]:
    """What `make train` writes down of these guesses."""
    wishes = [row for row in rows if row[0] != NONE]
    talk = len(rows) - len(wishes)
    right, acted, chatter = at(rows, least)
    return {
        "sentences": len(rows),
        "accuracy": _share(sum(guess[0][0] == meant for meant, _, guess in rows), len(rows)),
        "among_three": _share(sum(meant in [one for one, _ in guess[:3]] for meant, _, guess in wishes), len(wishes)),
        "precision_when_sure": _share(right, acted),
        "sure_of_wishes": _share(acted - chatter, len(wishes)),
        "sure_of_chatter": _share(chatter, talk),
    }


def by_intent(rows: Sequence[Seen]) -> dict[str, dict[str, float]]:
    """Precision and recall of each command's best guess."""
    found: dict[str, dict[str, float]] = {}
    for intent in sorted({meant for meant, _, _ in rows}):
        meant = [guess[0][0] for one, _, guess in rows if one == intent]
        said = [one for one, _, guess in rows if guess[0][0] == intent]
        hits = sum(one == intent for one in meant)
        found[intent] = {"precision": _share(hits, len(said)), "recall": _share(hits, len(meant)), "of": len(meant)}
    return found


def figures(rows: Sequence[Seen], learnt: int) -> dict[str, Any]:
    """All that is written beside the model."""
    least = threshold(rows)
    parts = {language: [row for row in rows if row[1] == language] for language in LANGUAGES}
    return {
        "spacy": ".".join(about.__version__.split(".")[:2]),
        "learnt": learnt,
        "act": least,
        "held_out": measured(rows, least) | {name: measured(part, least) for name, part in parts.items()},
        "intents": by_intent(rows),
    }


def main() -> None:
    found = lessons()
    metrics = figures(seen(found), len(found))
    said = frames(found)
    shutil.rmtree(FOLDER, ignore_errors=True)
    trained(found, said).save(FOLDER, said)
    (FOLDER / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(metrics, indent=1) + "\n")


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def reader(language: str) -> Callable[[str], Message]:
    gloss = None if language == BASE else Gloss(language)
    intents = Intents(language, gloss)
    known = intents.words["verbs"] | intents.words["talk"]
    preparer = Preparer(gloss, Mender(language, known) if language == BASE else None)
    return lambda text: preparer.message(text, NOW, "UTC", Preferences(), None, intents.prefixes)


if __name__ == "__main__":
    main()
