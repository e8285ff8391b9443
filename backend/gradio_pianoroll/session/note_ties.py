"""How the phones of a tier follow their notes in a page: what `PianoRoll(ties=…)` turns on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradio_pianoroll.errors import OpError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score.edit.arguments import choice
from gradio_pianoroll.score.edit.tying import PHONES, RULES

OPTIONS = ("rule", "tier")


def note_ties(given: Any) -> dict[str, str] | None:
    """Read the argument `ties` of a roll: a rule, or a mapping of ``rule`` and ``tier``.

    Returns
    -------
    dict or None
        ``{rule, tier}``, as a page is told.

    Raises
    ------
    OpError
        If there is no such rule or option.
    """
    if given is None:
        return None
    options = {"rule": given} if isinstance(given, str) else given
    if not isinstance(options, Mapping) or not set(options) <= set(OPTIONS):
        raise OpError(Sentence("ties.setting", rules=", ".join(RULES)), "ties")
    tier = options.get("tier", PHONES)
    if not isinstance(tier, str):
        raise OpError(Sentence("ties.tier"), "ties")
    return {"rule": choice("rule", options.get("rule", RULES[-1]), RULES), "tier": tier}
