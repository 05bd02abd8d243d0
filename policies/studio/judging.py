"""Looking at a change before it is kept: does the rulebook still hold together, do its conditions make sense?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from pydantic import ValidationError

from policies.drafts.rules import Edit
from policies.engine.findings import Severity
from policies.engine.lint_conditions import lint_conditions
from policies.studio.entry_forms import EntryForm
from policies.studio.frame import language
from policies.studio.places import Place
from policies.studio.workbench import Workbench, candidate


def judge(bench: Workbench, place: Place, form: EntryForm, edits: Sequence[Edit]) -> bool:
    """Whether the edits may be kept; what is wrong with them stands beside the controls.

    Only conditions must be right at once, because nobody sees later what was meant. Everything else that the
    checks find may wait: an entry often needs another one that is not there yet.
    """
    try:
        pack = candidate(bench, edits)
    except ValidationError as error:
        for detail in error.errors():
            path = [str(part) for part in detail["loc"] if part != "[key]"]
            form.add_error(
                _control(form, place, path), _("填写的内容不对：%(reason)s") % {"reason": detail["msg"]}
            )
        return False
    start = ".".join(place.path) + "."
    for finding in lint_conditions(pack):
        if finding.severity is Severity.ERROR and finding.path.startswith(start):
            name = _control(form, place, finding.path.split("."))
            form.add_error(name, str(finding.message.in_language(language())))
    return not form.errors


def _control(form: EntryForm, place: Place, path: Sequence[str]) -> str | None:
    depth = len(place.path)
    name = form.find(tuple(path[depth:])) if tuple(path[:depth]) == place.path else None
    return name if name in form.fields else None
