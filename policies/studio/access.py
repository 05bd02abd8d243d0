"""The door to the studio: the organisation's admins. For everybody else there is no such place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from kernel import clock
from policies.access import admins
from policies.drafts.selectors import UnknownDraft
from policies.selectors import UnknownPolicy
from policies.studio.places import NoSuchPlace

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class PolicyEditor:
    """Whoever is at work in the studio, and who else could approve."""

    user_id: int
    name: str
    colleagues: tuple[str, ...]
    """The other admins of the organisation."""

    @property
    def is_alone(self) -> bool:
        return not self.colleagues


StudioView = Callable[Concatenate[HttpRequest, PolicyEditor, datetime, P], HttpResponseBase]


def for_editors(view: StudioView[P]) -> Callable[..., HttpResponseBase]:
    """A view of the studio: it gets the editor and the present moment. What is not there is a 404 like any."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not getattr(request.user, "is_admin", False):
            raise Http404
        try:
            response = view(request, _editor(request.user), clock.now(), *args, **kwargs)
        except (UnknownDraft, UnknownPolicy, NoSuchPlace) as error:
            raise Http404 from error
        if isinstance(response, HttpResponse):
            response["Cache-Control"] = "no-store"
        return response

    return guarded


def names_of(user_ids: set[int | None]) -> dict[int, str]:
    """The names of people by their ids, those who left included."""
    ids = [one for one in user_ids if one is not None]
    people = get_user_model()._default_manager.filter(pk__in=ids) if ids else ()
    return {person.pk: person.get_full_name() for person in people}


def _editor(user: Any) -> PolicyEditor:
    others = admins().exclude(pk=user.pk).order_by("name_key")
    return PolicyEditor(user.pk, user.get_full_name(), tuple(person.get_full_name() for person in others))
