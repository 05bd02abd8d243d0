"""Whose turn it is with a case: the desk that it lies on."""

from __future__ import annotations

from policies.engine.pack import Pack, Verb

SIDE_VERBS = frozenset({Verb.WITHDRAW, Verb.PAUSE, Verb.RESUME, Verb.ASK_EXTENSION})
"""Steps that may be taken beside the main path; whose turn it is does not hang on them. Nor does it on a
classification that leaves the case where it is."""


def desk_of(pack: Pack, business_type: str, state: str) -> str:
    """The role whose turn it is in ``state``: who takes the first main step out of it, or ends its pause."""
    spec = pack.business_types[business_type]
    steps = [t for t in pack.workflows[spec.workflow].transitions.values() if state in t.from_states]
    main = [t for t in steps if t.verb not in SIDE_VERBS and (t.verb is not Verb.CLASSIFY or t.to)]
    pauses = [t for t in steps if t.verb is Verb.RESUME]
    return next((t.roles[0] for t in (*main, *pauses)), "")
