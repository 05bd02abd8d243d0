"""What the models of the format say of their fields: the text under each, read from the source.

Python keeps no docstrings of attributes, and pydantic's way to read them costs every start of the product;
here they are read when a schema or page is made.
"""

from __future__ import annotations

import ast
import inspect
from enum import Enum
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from pydantic import BaseModel

import policies.engine.format as package

_EVERYWHERE = {
    "label": "What it is called.",
    "cites": "Where it stands: codes of ``citations``.",
    "when": "CEL over the facts of the case; it holds only where this is true.",
    "business_types": "The lines of business that it is about; all where empty.",
    "roll": "What happens when the last day is no working day.",
    "letters": "The papers that go with it.",
}
"""What keys mean that mean the same wherever they stand."""


@lru_cache(maxsize=1)
def _documented() -> dict[tuple[str, str], str]:
    """The text under every attribute of the format's classes, by class and attribute."""
    found: dict[tuple[str, str], str] = {}
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        tree = ast.parse(inspect.getsource(import_module(module.name)))
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found.update({(node.name, name): text for name, text in _attributes(node)})
    return found


def _attributes(node: ast.ClassDef) -> list[tuple[str, str]]:
    found = []
    for before, after in zip(node.body, node.body[1:], strict=False):
        name = _assigned(before)
        if name is not None and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found.append((name, inspect.cleandoc(str(after.value.value))))
    return found


def _assigned(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def meaning_of(model: type[BaseModel], field: str) -> str:
    """What a field means, in one paragraph; of an inherited field, what its first owner says."""
    texts = (_documented().get((owner.__name__, field)) for owner in model.__mro__)
    found = next((text for text in texts if text), _EVERYWHERE.get(field, ""))
    return " ".join(found.split())


def meaning_of_member(member: Enum) -> str:
    """What one word of a closed list means, or nothing."""
    return " ".join(_documented().get((type(member).__name__, member.name), "").split())


def meaning_of_class(kind: type) -> str:
    """What a model or closed list is for."""
    own = kind.__dict__.get("__doc__") or ""
    return " ".join(inspect.cleandoc(own).split())
