"""A case and what is recorded of it. State columns are a cache of the history; the history is never edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.ids import new_public_id

BY_DUE = F("due_at").asc(nulls_last=True)
OPEN = Q(is_final=False)
NOBODYS = Q(handler__isnull=True)


class Case(models.Model):
    """Something that somebody filed, on its way through the workflow of its business type (案件)."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True)
    submission = models.ForeignKey("casework.Submission", on_delete=models.PROTECT, related_name="cases")
    policy = models.ForeignKey("policies.AdoptedPolicy", on_delete=models.PROTECT, related_name="+")
    business_type = models.CharField(max_length=48)
    nature = models.CharField(max_length=16)
    channel = models.CharField(max_length=48)
    is_sealed = models.BooleanField()
    is_named = models.BooleanField()
    wants_reply = models.BooleanField(default=True)
    title = models.CharField(max_length=120, blank=True, help_text="empty in sealed profiles")
    open_values = models.JSONField(default=dict, help_text="field values that identify nobody")
    narrative = models.BinaryField(help_text="envelope of the texts, under the data key")
    data_key = models.BinaryField(help_text="the case's data key, sealed to the organisation")

    state = models.CharField(max_length=48)
    stage = models.CharField(max_length=16)
    is_final = models.BooleanField(default=False)
    tier = models.CharField(max_length=48, null=True)  # noqa: DJ001 -- no tier yet is no tier called ""
    outcome = models.CharField(max_length=48, null=True)  # noqa: DJ001 -- as above
    desk = models.CharField(max_length=48, help_text="the role whose turn it is")
    unit = models.ForeignKey(
        "casework.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True, help_text="no legal clock was breached")
    due_at = models.DateTimeField(null=True, help_text="the earliest running clock")
    due_clock = models.CharField(max_length=48, blank=True)
    due_is_provisional = models.BooleanField(default=False)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "casework"
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_sealed=True) | Q(title=""), name="case_sealed_has_no_title"
            ),
            models.CheckConstraint(
                condition=~Q(is_final=True) | Q(finished_at__isnull=False), name="case_final_ended"
            ),
        ]
        indexes = [
            models.Index("handler", BY_DUE, "id", condition=OPEN, name="case_of_handler"),
            models.Index("desk", BY_DUE, "id", condition=OPEN, name="case_at_desk"),
            models.Index("unit", BY_DUE, "id", condition=OPEN, name="case_of_unit"),
            models.Index("unit", BY_DUE, "id", condition=OPEN & NOBODYS, name="case_unassigned"),
            models.Index(BY_DUE, "id", condition=OPEN, name="case_open_by_due"),
            models.Index(F("received_at").desc(), "id", name="case_by_receipt"),
            models.Index(
                F("received_at").desc(), "id", condition=Q(is_final=True), name="case_finished_by_receipt"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Milestone(models.Model):
    """Something that happened to a case, by its code in the pack. Clocks are computed from these alone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="milestones")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=48)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "casework"


class GrantedExtension(models.Model):
    """That a clock of a case may run longer (延期), by whom and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    seq = models.PositiveIntegerField()
    clock = models.CharField(max_length=48)
    amount = models.PositiveSmallIntegerField(
        null=True, help_text="how much longer in the rule's unit, where the approver says it (适当延长)"
    )
    occurred_at = models.DateTimeField()

    class Meta:
        app_label = "casework"


class CaseClock(models.Model):
    """A clock as last computed: a cache for lists and figures, rebuilt from the milestones."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    clock = models.CharField(max_length=48)
    is_legal = models.BooleanField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    literal_at = models.DateTimeField()
    is_provisional = models.BooleanField()
    stopped_at = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("case", "clock", name="clock_once_per_case")]


class CaseEvent(models.Model):
    """One line of a case's history. ``body`` is canonical JSON (RFC 8785): codes, never personal text."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=48, help_text="transition of the pack, or received, clock-warned …")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("case", "seq", name="event_one_per_seq")]


class CaseEventText(models.Model):
    """The free text of an event, sealed. It can be erased; the event keeps its salted digest."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="text")
    sealed = models.BinaryField()

    class Meta:
        app_label = "casework"


class CaseExclusion(models.Model):
    """Somebody who must not see, get, approve or find a case: named in it, or recused (回避)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, help_text="NAMED or RECUSED")
    since = models.DateTimeField()

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("user", "case", name="excluded_once")]


class CaseLink(models.Model):
    """That two cases belong together, e.g. split from one filing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("case", "other", "kind", name="link_once")]


class ClockRun(models.Model):
    """All open clocks of the organisation counted anew by another calendar: to see what would move, or for good."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    national = models.UUIDField(
        null=True, help_text="the public run that this is a part of; empty for own days"
    )
    calendar = models.CharField(
        max_length=16, blank=True, help_text="code; empty: all of them, own days changed"
    )
    before = models.PositiveIntegerField(help_text="version counted by so far; 0: none")
    version = models.PositiveIntegerField(
        null=True, help_text="version counted by from now on; empty for a draft"
    )
    is_trial = models.BooleanField(help_text="nothing is changed, it is only told")
    draft_revision = models.PositiveIntegerField(null=True, help_text="what a trial tries")
    last_case = models.BigIntegerField(
        default=0, help_text="how far it is; cases are taken in the order of their keys"
    )
    total = models.PositiveIntegerField(default=0, help_text="open cases")
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0, help_text="clocks with another due time")
    firmed = models.PositiveIntegerField(default=0, help_text="clocks that were provisional and are no more")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "casework"


class MovedClock(models.Model):
    """A clock that a run moved or would move, for the list that its admin reads."""

    run = models.ForeignKey(ClockRun, on_delete=models.CASCADE, related_name="clocks")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    clock = models.CharField(max_length=48)
    is_legal = models.BooleanField()
    before_at = models.DateTimeField()
    after_at = models.DateTimeField()
    was_provisional = models.BooleanField()
    is_provisional = models.BooleanField()

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("run", "case", "clock", name="moved_once_per_run")]
