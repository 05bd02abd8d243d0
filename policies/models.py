"""The rulebooks that an organisation has adopted. One never changes; another version is another row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.ids import new_public_id
from policies.almanac.models import OwnCalendarTable as OwnCalendarTable


class AdoptedPolicy(models.Model):
    """A pack as it stood when it was adopted, whole, with what it extended merged in (PolicyVersion)."""

    pack_id = models.CharField(max_length=48)
    version = models.PositiveIntegerField(help_text="the pack's own version")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the canonical body")
    body = models.TextField(help_text="JSON; as text, because jsonb would lose the order of steps and lines")
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "policies"


class Binding(models.Model):
    """Which adopted rulebook governs a line of business, and from when until when (R2)."""

    policy = models.ForeignKey(AdoptedPolicy, on_delete=models.PROTECT, related_name="bindings")
    business_type = models.CharField(max_length=48)
    in_force_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies"
        constraints = [
            models.UniqueConstraint(
                "business_type", condition=Q(retired_at__isnull=True), name="binding_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=models.F("in_force_from")),
                name="binding_ends_after_start",
            ),
        ]


class PolicySource(models.Model):
    """What an adopted rulebook of the organisation's own was made of: its differences, and what stood below.

    Shipped packs have none. The parents are kept as they were, so that a later version of theirs can be
    merged three ways.
    """

    policy = models.OneToOneField(AdoptedPolicy, on_delete=models.PROTECT, related_name="source")
    text = models.TextField(help_text="YAML of the differences, as written")
    parents = models.JSONField(default=list, help_text="ids of the packs that it extends")
    base_tree = models.TextField(help_text="JSON of what it extends, merged, as it was then")
    note = models.TextField(blank=True, help_text="what the proposer said of it")
    proposed_by = models.BigIntegerField(null=True, help_text="user; empty for what an operator imported")
    approved_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()
    effective_at = models.DateTimeField()

    class Meta:
        app_label = "policies"


class DraftState(models.TextChoices):
    EDITING = "EDITING"
    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"


class Draft(models.Model):
    """A rulebook in the making: the differences from the packs that it extends, and where it stands."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    pack_id = models.CharField(max_length=48)
    parents = models.JSONField(default=list, help_text="ids of the packs that it extends")
    base_tree = models.TextField(help_text="JSON of what it extends, merged, as it was at the start")
    base = models.ForeignKey(
        AdoptedPolicy, on_delete=models.PROTECT, null=True, related_name="drafts",
        help_text="the rulebook that it would follow",
    )  # fmt: skip
    lines = models.JSONField(help_text="lines of business that it is to govern; new ones join by themselves")
    replaces = models.JSONField(help_text="which policy was last put in force for each line at the start")
    text = models.TextField(help_text="YAML of the differences")
    revision = models.PositiveIntegerField(default=1, help_text="grows with every change, undoing too")
    head = models.PositiveIntegerField(default=1, help_text="the number of the kept text that stands")
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.EDITING)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_by = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    policy = models.OneToOneField(
        AdoptedPolicy, on_delete=models.PROTECT, null=True, related_name="made_from",
        help_text="what it became",
    )  # fmt: skip

    class Meta:
        app_label = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PUBLISHED") ^ Q(policy__isnull=True), name="draft_published_has_policy"
            ),
            models.CheckConstraint(
                condition=~Q(state="PROPOSED") | Q(proposed_at__isnull=False, effective_at__isnull=False),
                name="draft_proposed_has_date",
            ),
        ]


class DraftRevision(models.Model):
    """One text that a draft has had. None is ever lost; undoing moves the head along ``previous``."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    previous = models.PositiveIntegerField(null=True)
    text = models.TextField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "policies"
        constraints = [models.UniqueConstraint("draft", "number", name="draft_revision_once")]


class PolicyEventKind(models.TextChoices):
    STARTED = "STARTED"
    SAVED = "SAVED"
    UNDONE = "UNDONE"
    REDONE = "REDONE"
    PROPOSED = "PROPOSED"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"
    BASELINE = "BASELINE"


class PolicyEvent(models.Model):
    """Who did what to a rulebook, when, and how its text stood: the log of the studio."""

    kind = models.CharField(max_length=10, choices=PolicyEventKind.choices)
    pack_id = models.CharField(max_length=48)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="events")
    policy = models.ForeignKey(AdoptedPolicy, on_delete=models.PROTECT, null=True, related_name="events")
    revision = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text, or of the rulebook published")
    actor_id = models.BigIntegerField(null=True, help_text="empty for the operators' command line")
    occurred_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        app_label = "policies"


class Publication(models.Model):
    """One row in an organisation: whoever publishes holds it, so that only one does at a time."""

    key = models.PositiveSmallIntegerField(unique=True, default=1)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "policies"
        constraints = [models.CheckConstraint(condition=Q(key=1), name="publication_one_row")]


class ReplayState(models.TextChoices):
    RUNNING = "RUNNING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class ReplayJob(models.Model):
    """A rulebook that is tried on past cases, as it stood when somebody asked; and what was found so far."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="replays")
    revision = models.PositiveIntegerField(null=True, help_text="of the draft, when somebody asked")
    pack_id = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body")
    body = models.TextField(help_text="JSON of the rulebook, so that a later edit changes nothing here")
    lines = models.JSONField(help_text="the lines of business whose cases are looked at")
    since = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ReplayState.choices, default=ReplayState.RUNNING)
    total = models.PositiveIntegerField(null=True, help_text="how many cases; counted by the first slice")
    done = models.PositiveIntegerField(default=0)
    last_key = models.BigIntegerField(default=0, help_text="the last case that was looked at")
    summary = models.JSONField(default=dict)
    listed = models.JSONField(default=dict, help_text="how many cases each list holds")
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(help_text="open cases are looked at as they stood then")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="RUNNING") ^ Q(ended_at__isnull=False), name="replay_ended_has_time"
            ),
        ]


class ReplayFinding(models.Model):
    """A case that would have gone otherwise, on one of the lists of a replay. Codes only."""

    job = models.ForeignKey(ReplayJob, on_delete=models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(max_length=16)
    case = models.UUIDField()
    number = models.CharField(max_length=32)
    business_type = models.CharField(max_length=48)
    received_at = models.DateTimeField()
    told = models.JSONField()

    class Meta:
        app_label = "policies"
        indexes = [models.Index("job", "kind", "id", name="replay_finding_of_list")]
