"""What programs may import stays: a name, an argument or a default can be added, none may go or change unnoticed."""

import json

import pytest

from tests.contract.surface import FILE, MODULES, surface

FROZEN = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now():
    return surface()


def test_no_module_is_missing():
    assert sorted(FROZEN) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_every_frozen_name_is_there_and_as_it_was(now, module):
    gone = sorted(set(FROZEN[module]) - set(now[module]))
    assert gone == [], "public names are missing; programs import them"
    changed = {name: (was, now[module][name]) for name, was in FROZEN[module].items() if now[module][name] != was}
    assert changed == {}, "if this is meant and no program breaks: python -m tests.contract.surface"


def test_every_new_name_is_frozen(now):
    new = {module: sorted(set(now[module]) - set(FROZEN[module])) for module in MODULES}
    assert not any(new.values()), f"freeze new names with `python -m tests.contract.surface`: {new}"
