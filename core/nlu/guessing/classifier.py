"""The classifier as it is shipped: which command a message may mean, and how sure that is."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from core.nlu.guessing.samples import NONE
from core.nlu.guessing.signs import signs
from core.nlu.message import Message

FOLDER = Path(str(resources.files("core.nlu.guessing"))) / "model"
FRAMES, METRICS = "frames.json", "metrics.json"
ARCHITECTURE = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "ngram_size": 2,
    "no_output_layer": False,
    "length": 8192,
}
_SHIPPED = ["vocab", "tokenizer"]  # left out: words are handed in, and none is kept


def blank() -> Pipeline:
    """The classifier before it has learnt anything."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("textcat", config={"model": ARCHITECTURE})
    return pipeline


class Classifier:
    """Names the commands that a message may mean. Keeps nothing of what it reads."""

    def __init__(self, pipeline: Pipeline, frames: dict[str, list[str]], act: float = 1.0) -> None:
        self._pipeline = pipeline
        self._textcat: Any = pipeline.get_pipe("textcat")
        self.carriers = {intent: frozenset(words) for intent, words in frames.items()}
        self.act = act  # the share of one from which a guess may be acted on
        self.known = frozenset[str]().union(*self.carriers.values())

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Classifier:
        """The one that was trained last."""
        pipeline = spacy.load(folder, exclude=_SHIPPED)
        metrics = json.loads((folder / METRICS).read_text("utf-8"))
        return cls(pipeline, json.loads((folder / FRAMES).read_text("utf-8")), metrics["act"])

    def save(self, folder: Path, frames: dict[str, list[str]]) -> None:
        """Write what `load` reads."""
        self._pipeline.to_disk(folder, exclude=_SHIPPED)
        (folder / FRAMES).write_text(json.dumps(frames, indent=0, sort_keys=True) + "\n", "utf-8")

    def guess(self, message: Message) -> list[tuple[str, float]]:
        """Commands, or "none" for what is no wish, each with its share of one; the likeliest first."""
        seen = signs(message, self.known)
        if not seen:
            return [(NONE, 1.0)]
        with self._pipeline.memory_zone():
            (shares,) = self._textcat.predict([Doc(self._pipeline.vocab, words=seen)])
            found = [(label, float(share)) for label, share in zip(self._textcat.labels, shares, strict=True)]
        return sorted(found, key=lambda one: -one[1])
