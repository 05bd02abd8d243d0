"""Changing every parameter of a pack once, and who notices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.coverage.mutants import Parameter, changed, parameters
from policies.coverage.running import COURSE, ClauseBench, EngineTest
from policies.coverage.table import WithoutEffect
from policies.loading import PACKS, load_pack, shipped_packs
from policies.sources import read_folder, read_source

_SEED = 96315


@dataclass(frozen=True, slots=True)
class Target:
    """A rulebook or fragment whose own parameters are changed, and the whole pack in which they are tried."""

    pack_id: str
    tried_in: str
    stated: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one parameter's changes."""

    pack_id: str
    parameter: str
    noticed_by: str | None
    """The first test that turned red; None where all changes of the parameter went unnoticed."""
    reason: str | None
    """Why nothing at the engine can notice, where that is listed."""

    @property
    def survived(self) -> bool:
        """Unnoticed, and not known to be without effect."""
        return self.noticed_by is None and self.reason is None


def targets(pack_ids: Sequence[str] = ()) -> tuple[Target, ...]:
    """The named packs and fragments, or all. A fragment is tried in the first pack that extends it.

    Raises:
        KeyError: for a name that no pack bears.
    """
    known = {summary.id: summary for summary in shipped_packs()}
    unknown = [pack_id for pack_id in pack_ids if pack_id not in known]
    if unknown:
        raise KeyError(unknown[0])
    chosen = (known[pack_id] for pack_id in pack_ids or known)
    return tuple(
        Target(one.id, _tried_in(one.id) if one.fragment else one.id, stated_in(one.id)) for one in chosen
    )


def stated_in(pack_id: str) -> Mapping[str, Any]:
    """What the files of a shipped pack or fragment say themselves, without what they extend."""
    folder = PACKS / pack_id
    source = read_folder(folder) if folder.is_dir() else read_source(PACKS / f"{pack_id}.yaml")
    return source.values


def _tried_in(fragment: str) -> str:
    return next(one.id for one in shipped_packs() if not one.fragment and fragment in one.extends)


def outcomes(
    target: Target, bench: ClauseBench, exempt: WithoutEffect, sample: int | None = None
) -> Iterator[Outcome]:
    """Change each parameter of ``target`` until a test notices. ``bench`` has run all its tests before.

    With ``sample``, so many of the parameters, always the same ones.
    """
    pack = load_pack(target.tried_in)
    stated = _not_overruled(target)
    found = list(parameters(pack, stated))
    if sample is not None and sample < len(found):
        found = random.Random(_SEED).sample(found, sample)  # noqa: S311 (a choice, no secret)
    tests = _ordered(bench.of(target.tried_in))
    for parameter in found:
        noticed = _noticed(parameter, target, bench, tests)
        if noticed is not None and not noticed.name.startswith(COURSE):
            tests.remove(noticed)
            tests.insert(0, noticed)
        reason = None if noticed else exempt.reason_for(parameter.name)
        yield Outcome(target.pack_id, parameter.name, noticed.name if noticed else None, reason)


def _noticed(
    parameter: Parameter, target: Target, bench: ClauseBench, tests: list[EngineTest]
) -> EngineTest | None:
    pack = load_pack(target.tried_in)
    killers = (bench.killer(changed(pack, parameter, change), tests) for change in parameter.changes)
    return next((killer for killer in killers if killer), None)


def _ordered(tests: list[EngineTest]) -> list[EngineTest]:
    """Clauses first, courses last: they are the slow ones, and notice what no clause asks about."""
    return sorted(tests, key=lambda test: test.name.startswith(COURSE))


def _not_overruled(target: Target) -> Mapping[str, Any]:
    """What the target states, without what the pack that it is tried in says otherwise."""
    if target.tried_in == target.pack_id:
        return target.stated
    return _without(target.stated, stated_in(target.tried_in))


def _without(stated: Mapping[str, Any], overruled: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in stated.items():
        if key not in overruled:
            kept[key] = value
        elif isinstance(value, Mapping) and isinstance(overruled[key], Mapping):
            kept[key] = _without(value, overruled[key])
    return kept
