"""Every language says all that English says, with the same blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import core.replies

FOLDER = Path(core.replies.__file__).parent
BLANK = re.compile(r"\{(\w+)\}")


def book(language: str) -> dict[str, str]:
    return yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))


ENGLISH = book("en")
OTHERS = sorted(path.stem for path in FOLDER.glob("??.yaml") if path.stem != "en")


def test_there_is_a_second_language():
    assert "de" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_it_says_all_that_english_says(language):
    theirs = book(language)
    assert sorted(ENGLISH.keys() - theirs.keys()) == [], "say these too"
    assert sorted(theirs.keys() - ENGLISH.keys()) == [], "nobody says these any more"


@pytest.mark.parametrize("language", OTHERS)
def test_its_sentences_have_the_same_blanks(language):
    theirs = book(language)
    other = {
        name: (sorted(BLANK.findall(said)), sorted(BLANK.findall(theirs[name])))
        for name, said in ENGLISH.items()
        if name in theirs and sorted(BLANK.findall(str(said))) != sorted(BLANK.findall(str(theirs[name])))
    }
    assert other == {}
