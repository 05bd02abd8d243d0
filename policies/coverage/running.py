"""Running the clause tests of the engine by themselves, against the packs as they are or against a mutant.

The tests are plain functions over tables; they are imported once and called directly, because a run of pytest
for each of some thousand mutants would take hours. What they see of the packs comes through ``load_pack`` and
``shipped_packs``, which are exchanged in the tests' own modules for as long as a mutant is looked at.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from policies.engine.pack import Pack
from policies.loading import PackSummary, load_pack, shipped_packs

FOLDER = "tests/policies/clauses"
COURSE = "test_course_"
"""The tests of whole courses; what only they notice is counted apart from what a clause's own test notices."""


@dataclass(slots=True)
class EngineTest:
    """One clause test with one row of its table."""

    name: str
    locators: tuple[str, ...]
    call: Callable[[], None]
    packs: frozenset[str] = frozenset()
    """The packs that it looks at; known after it ran."""
    failure: str | None = None


@dataclass(slots=True)
class ClauseBench:
    """The clause tests of the engine, and the packs that they get to see."""

    tests: list[EngineTest]
    modules: list[ModuleType]
    mutant: Pack | None = None
    seen: set[str] = field(default_factory=set)

    def load(self, pack_id: str) -> Pack:
        """In place of ``load_pack``."""
        self.seen.add(pack_id)
        return self.mutant if self.mutant is not None and self.mutant.id == pack_id else load_pack(pack_id)

    def summaries(self) -> tuple[PackSummary, ...]:
        """In place of ``shipped_packs``."""
        summaries = shipped_packs()
        self.seen.update(summary.id for summary in summaries)
        return tuple(self._summary(summary) for summary in summaries)

    def _summary(self, summary: PackSummary) -> PackSummary:
        mutant = self.mutant
        if mutant is None or mutant.id != summary.id:
            return summary
        return replace(summary, status=mutant.status, status_note=mutant.status_note, kinds=mutant.kinds)

    def run_all(self) -> list[EngineTest]:
        """Run every test against the packs as they are, and learn which packs each looks at. Those that fail."""
        with self._in_place(None):
            for test in self.tests:
                self.seen = set()
                test.failure = _failure(test)
                test.packs = frozenset(self.seen)
        return [test for test in self.tests if test.failure]

    def of(self, pack_id: str) -> list[EngineTest]:
        """The tests that look at a pack."""
        return [test for test in self.tests if pack_id in test.packs]

    def killer(self, mutant: Pack, tests: list[EngineTest]) -> EngineTest | None:
        """The first of ``tests`` that fails with ``mutant`` in the place of its pack."""
        with self._in_place(mutant):
            return next((test for test in tests if _failure(test)), None)

    @contextmanager
    def _in_place(self, mutant: Pack | None) -> Iterator[None]:
        """Let the tests' modules see ``mutant``, and give them the real packs back."""
        self.mutant = mutant
        self._bind(self.load, self.summaries)
        try:
            yield
        finally:
            self.mutant = None
            self._bind(load_pack, shipped_packs)

    def _bind(self, load: object, summaries: object) -> None:
        for module in self.modules:
            for name, seam in (("load_pack", load), ("shipped_packs", summaries)):
                if hasattr(module, name):
                    setattr(module, name, seam)


def bench(root: Path) -> ClauseBench:
    """The clause tests in the checkout at ``root``, their packs not yet known."""
    folder = root / FOLDER
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    names = [f"{FOLDER.replace('/', '.')}.{path.stem}" for path in sorted(folder.glob("test_*.py"))]
    modules = [importlib.import_module(name) for name in names]
    made = ClauseBench([test for module in modules for test in _tests(module)], [])
    made.modules = [module for name, module in sys.modules.items() if name.startswith("tests.policies.")]
    return made


def _tests(module: ModuleType) -> Iterator[EngineTest]:
    for function in vars(module).values():
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            marks = list(getattr(function, "pytestmark", ()))
            locators = tuple(
                locator
                for mark in marks
                if mark.name == "clause" and mark.kwargs.get("shown") == "engine"
                for locator in mark.args
            )
            if locators or function.__name__.startswith(COURSE):
                yield from _rows(function, locators, [mark for mark in marks if mark.name == "parametrize"])


def _rows(function: FunctionType, locators: tuple[str, ...], marks: list[Any]) -> Iterator[EngineTest]:
    """One test for each combination of the rows of its tables; fixtures are not for these tests."""
    for rows in itertools.product(*(list(_table(mark)) for mark in marks)):
        values = {name: value for row in rows for name, value in row.items()}
        missing = set(inspect.signature(function).parameters) - set(values)
        if missing:
            raise TypeError(f"{function.__name__} wants the fixtures {sorted(missing)}")
        name = (
            f"{function.__name__}[{'-'.join(str(value)[:20] for value in values.values())}]"
            if values
            else function.__name__
        )
        yield EngineTest(name, locators, _bound(function, values))


def _table(mark: Any) -> Iterator[dict[str, Any]]:
    argument = mark.args[0]
    names = [name.strip() for name in argument.split(",")] if isinstance(argument, str) else list(argument)
    for row in mark.args[1]:
        values = getattr(row, "values", row) if not isinstance(row, dict) else row
        if len(names) == 1 and not hasattr(row, "marks"):
            values = (row,)
        yield dict(zip(names, values, strict=True))


def _bound(function: FunctionType, values: dict[str, Any]) -> Callable[[], None]:
    def call() -> None:
        function(**values)

    return call


def _failure(test: EngineTest) -> str | None:
    """What is wrong, in a line; pytest's own failures are no ordinary exceptions."""
    try:
        test.call()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return None
