"""The classifier as it is shipped: which command a message may mean, and how sure that is."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from spacy.ml.models.textcat import build_bow_text_classifier_v3
from spacy.pipeline.textcat import TextCategorizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from core.nlu.guessing.samples import NONE
from core.nlu.guessing.signs import signs
from core.nlu.message import Message

FOLDER = Path(str(resources.files("core.nlu.guessing"))) / "model"
FRAMES, METRICS = "frames.json", "metrics.json"
_WORDS = ["vocab"]  # left out: words are handed in, and none is kept
LENGTH = 8192  # rows of weights, into which words and pairs of words are hashed


def blank(vocab: Vocab) -> TextCategorizer:
    """The classifier before it has learnt anything: spaCy's spacy.TextCatBOW over words and pairs of words.

    It is made without a pipeline around it, whose tokenizer would take longer to load than all else.
    """
    bag = build_bow_text_classifier_v3(exclusive_classes=True, ngram_size=2, no_output_layer=False, length=LENGTH)
    return TextCategorizer(vocab, bag, threshold=0.0, scorer=None)


class Classifier:
    """Names the commands that a message may mean. Keeps nothing of what it reads."""

    def __init__(self, textcat: Any, frames: dict[str, list[str]], act: float = 1.0) -> None:
        self._textcat = textcat
        self.carriers = {intent: frozenset(words) for intent, words in frames.items()}
        self.act = act  # the share of one from which a guess may be acted on
        self.known = frozenset[str]().union(*self.carriers.values())

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Classifier:
        """The one that was trained last."""
        textcat = blank(Vocab()).from_disk(folder, exclude=_WORDS)
        metrics = json.loads((folder / METRICS).read_text("utf-8"))
        return cls(textcat, json.loads((folder / FRAMES).read_text("utf-8")), metrics["act"])

    def save(self, folder: Path, frames: dict[str, list[str]]) -> None:
        """Write what `load` reads."""
        folder.mkdir(parents=True, exist_ok=True)
        self._textcat.to_disk(folder, exclude=_WORDS)
        (folder / FRAMES).write_text(json.dumps(frames, indent=0, sort_keys=True) + "\n", "utf-8")

    def guess(self, message: Message) -> list[tuple[str, float]]:
        """Commands, or "none" for what is no wish, each with its share of one; the likeliest first."""
        seen = signs(message, self.known)
        if not seen:
            return [(NONE, 1.0)]
        with self._textcat.vocab.memory_zone():
            (shares,) = self._textcat.predict([Doc(self._textcat.vocab, words=seen)])
            found = [(label, float(share)) for label, share in zip(self._textcat.labels, shares, strict=True)]
        return sorted(found, key=lambda one: -one[1])
