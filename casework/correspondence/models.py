"""Letters and how they reached somebody. What a letter says is sealed under the data key of its case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.ids import new_public_id


class LetterStatus(models.TextChoices):
    """How far a letter is."""

    QUEUED = "QUEUED", "issued, not printed yet"
    RENDERED = "RENDERED", "printed"
    FAILED = "FAILED", "cannot be printed"
    VOID = "VOID", "void; it keeps its number"


class LetterSeries(models.Model):
    """The last number of a series in a year. Its row is locked last, at issue, and never for long."""

    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField()

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("series", "year", name="letter_series_once")]


class Letter(models.Model):
    """A numbered paper of a case (文书). Once issued only its printing, release and voiding change.

    ``paper`` is the finished paper as JSON, so that it can be printed again as it was issued.
    ``reply`` is the same text sealed to the filer's code, for letters to the filer.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="letters")
    asked_seq = models.PositiveIntegerField(help_text="the line of the case's history that asked for it")
    code = models.CharField(max_length=48, help_text="its code in the pack")
    label = models.JSONField()
    audience = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    names_filer = models.BooleanField(help_text="it tells who filed: opened only by who may know")
    paper = models.BinaryField()
    reply = models.BinaryField(null=True)
    released_at = models.DateTimeField(null=True, help_text="since when the filer may read it by the code")
    status = models.CharField(max_length=8, choices=LetterStatus, default=LetterStatus.QUEUED)
    failure = models.CharField(
        max_length=200, blank=True, help_text="code points that no font has, or the error"
    )
    file = models.ForeignKey("kernel.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    rendered_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "casework"
        constraints = [
            models.UniqueConstraint("series", "year", "number", name="letter_number_once"),
            models.UniqueConstraint("case", "asked_seq", "code", name="letter_asked_once"),
            models.CheckConstraint(
                condition=~Q(status="RENDERED") | Q(file__isnull=False), name="letter_rendered_has_file"
            ),
            models.CheckConstraint(
                condition=Q(status="VOID", voided_at__isnull=False)
                | Q(~Q(status="VOID"), voided_at__isnull=True),
                name="letter_void_has_time",
            ),
        ]
        indexes = [
            models.Index(
                "issued_at", "id", condition=Q(status__in=["QUEUED", "FAILED"]), name="letter_unprinted"
            )
        ]

    def __str__(self) -> str:
        return self.number_text


class Delivery(models.Model):
    """Proof that a letter reached, or went out to, its addressee (R25). Rows are added and never changed."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=48, help_text="handed, post, phone, fax, tracking, opened …")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(null=True, help_text="the line of the case's history that recorded it")
    proof = models.BinaryField(null=True, help_text="number, signatory, time of the call; under the data key")

    class Meta:
        app_label = "casework"
        constraints = [models.UniqueConstraint("letter", "channel", "at", name="delivery_once")]
