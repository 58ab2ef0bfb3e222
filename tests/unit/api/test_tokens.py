"""Tokens open the door to their holder and to nobody else."""

from __future__ import annotations

import pytest

from core.api.tokens import Tokens
from core.errors import StartError


def test_each_token_has_its_holder() -> None:
    tokens = Tokens("ann:one, bob smith:two:with:colons ,ann:three,", run_token="four")
    found = [tokens.holder(token) for token in ("one", "two:with:colons", "three", "four", "", "ONE", "\udcff")]
    assert found == ["ann", "bob smith", "ann", None, None, None, None]
    assert (tokens.is_run_token("four"), tokens.is_run_token("one"), tokens.is_run_token("")) == (True, False, False)


def test_without_tokens_nobody_holds_one() -> None:
    tokens = Tokens("")
    assert tokens.holder("") is None
    assert not tokens.is_run_token("")


@pytest.mark.parametrize("listed", ["secret", "ann:", ":secret", "ann/x:secret", "ann:ok,bob", "-:x"])
def test_what_is_no_list_of_tokens_stops_the_start_and_shows_no_secret(listed: str) -> None:
    with pytest.raises(StartError) as refused:
        Tokens(listed)
    assert "name:token" in str(refused.value)
    assert "secret" not in str(refused.value)
