"""Starting, running and cancelling replays.

A replay runs in slices of some seconds, each in the transaction of one alarm: what a slice found, how far it
came and the alarm of the next one are stored together or not at all. So no worker is blocked for long, a
crash costs one slice, and the page shows how far it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel import alarms, monotonic
from policies.access import require_admin
from policies.drafts.publishing import schedule_of
from policies.drafts.selectors import composed
from policies.engine.pack import Pack
from policies.engine.past import CaseHistory
from policies.engine.replay_summary import Summary, told
from policies.loading import digest_of, pack_from_text, text_of
from policies.models import Draft, ReplayFinding, ReplayJob, ReplayState
from policies.replays.histories import Histories, Scope
from policies.replays.selectors import UnknownReplay
from policies.replays.trial import BATCH, LONGEST_LIST, Trial

ALARM = "policy-replay"
SLICE_SECONDS = 3.0
KEPT_JOBS = 20
"""Replays that an organisation keeps; the oldest go."""
MOST_RUNNING = 3


class TooManyReplays(ValueError):
    """Raised where as many replays run already as may."""


def start_replay(
    *,
    pack: Pack,
    actor_id: int | None,
    now: datetime,
    lines: Iterable[str] | None = None,
    draft: Draft | None = None,
    since: datetime | None = None,
) -> ReplayJob:
    """Try ``pack`` on past cases of some lines of business, without ``lines`` of all that it has.

    The same rulebook asked for again while it is being tried is the same replay. ``actor_id`` is None for the
    operators' own tools.

    Raises:
        NotAnAdmin: for anybody who does not arrange the organisation.
        TooManyReplays: when others are running.
    """
    if actor_id is not None:
        require_admin(actor_id)
    body = text_of(pack)
    digest = digest_of(body)
    with transaction.atomic():
        running = list(ReplayJob.objects.filter(state=ReplayState.RUNNING))
        same = next((job for job in running if (job.digest, job.since) == (digest, since)), None)
        if same is not None:
            return same
        if len(running) >= MOST_RUNNING:
            raise TooManyReplays(str(MOST_RUNNING))
        job = ReplayJob.objects.create(
            draft=draft,
            revision=draft.revision if draft is not None else None,
            pack_id=pack.id,
            version=pack.version,
            digest=digest,
            body=body,
            lines=sorted(pack.business_types if lines is None else lines),
            since=since,
            asked_by=actor_id,
            asked_at=now,
        )
        _go_on(job, now)
        _forget_old()
    return job


def start_draft_replay(
    *, draft: Draft, actor_id: int | None, now: datetime, since: datetime | None = None
) -> ReplayJob:
    """Try a draft on past cases of the lines of business that it would govern or end.

    Raises:
        NotAnAdmin: for anybody who does not arrange the organisation.
        PackError: where the draft is no pack yet, with the line.
        TooManyReplays: when others are running.
    """
    pack = composed(draft).pack
    schedule = schedule_of(draft, pack)
    lines = (*schedule.governed, *schedule.ended)
    return start_replay(pack=pack, lines=lines, draft=draft, since=since, actor_id=actor_id, now=now)


def cancel_replay(*, job: UUID, actor_id: int, now: datetime) -> None:
    """Stop a replay; what it found so far stays. One that is over stays as it is.

    Raises:
        NotAnAdmin: for anybody who does not arrange the organisation.
        UnknownReplay: for the id of none.
    """
    require_admin(actor_id)
    with transaction.atomic():
        row = ReplayJob.objects.select_for_update().filter(public_id=job).first()
        if row is None:
            raise UnknownReplay(str(job))
        if row.state == ReplayState.RUNNING:
            _end(row, ReplayState.CANCELLED, now)


def run_slice(*, job: UUID, histories: Histories, now: datetime, seconds: float = SLICE_SECONDS) -> None:
    """Look at cases for about so many seconds, at a whole batch at least, and set the alarm of the next slice.

    Nothing happens where there is no such replay or it is over.
    """
    began = monotonic.seconds()
    with transaction.atomic():
        row = ReplayJob.objects.select_for_update().filter(public_id=job, state=ReplayState.RUNNING).first()
        if row is None:
            return
        scope = Scope(lines=tuple(row.lines), until=row.asked_at, since=row.since)
        if row.total is None:
            row.total = histories.count(scope)
        slice_ = _Slice(row)
        is_last = False
        while not is_last and (not slice_.done or monotonic.seconds() - began < seconds):
            batch = histories.batch(scope, after=row.last_key, size=BATCH)
            slice_.look_at(batch)
            is_last = len(batch) < BATCH
        slice_.store()
        if is_last:
            _end(row, ReplayState.DONE, now)
        else:
            _go_on(row, now)


class _Slice:
    """What one slice adds to a replay."""

    def __init__(self, row: ReplayJob) -> None:
        self._row = row
        self._trial = Trial(draft=pack_from_text(row.body))
        self._summary = Summary.from_json(row.summary)
        self._findings: list[ReplayFinding] = []
        self.done = 0

    def look_at(self, batch: Sequence[CaseHistory]) -> None:
        now, listed = self._row.asked_at, self._row.listed
        for history in batch:
            outcome = self._trial.outcome(history, now=now)
            for kind in self._summary.add(outcome):
                if listed.get(kind, 0) < LONGEST_LIST:
                    listed[kind.value] = listed.get(kind, 0) + 1
                    self._findings.append(_finding(self._row, kind.value, history, told(outcome)))
        self.done += len(batch)
        if batch:
            self._row.last_key = batch[-1].key

    def store(self) -> None:
        self._row.done += self.done
        self._row.summary = self._summary.as_json()
        ReplayFinding.objects.bulk_create(self._findings, batch_size=1_000)
        self._row.save(update_fields=["total", "done", "last_key", "summary", "listed"])


def _finding(row: ReplayJob, kind: str, history: CaseHistory, kept: dict[str, object]) -> ReplayFinding:
    facts = history.facts
    return ReplayFinding(
        job=row,
        kind=kind,
        case=history.case,
        number=history.number,
        business_type=facts.business_type,
        received_at=facts.received_at,
        told=kept,
    )


def _go_on(row: ReplayJob, now: datetime) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind=ALARM, subject=row.public_id, at=now)])


def _end(row: ReplayJob, state: ReplayState, now: datetime) -> None:
    row.state, row.ended_at = state, now
    row.save(update_fields=["state", "ended_at"])


def _forget_old() -> None:
    """Keep the latest replays; one that runs is never old enough to go."""
    ended = ReplayJob.objects.exclude(state=ReplayState.RUNNING).order_by("-id").values_list("id", flat=True)
    ReplayJob.objects.filter(id__in=list(ended[KEPT_JOBS:])).delete()
