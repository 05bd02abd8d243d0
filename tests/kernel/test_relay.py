"""From row to message to handler: nothing is sent twice in vain, nothing that got lost stays lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dramatiq
import pytest
from django.db import transaction
from dramatiq.brokers.stub import StubBroker

from kernel import alarms, background, outbox, relay, rows, tenancy
from kernel.models import Alarm, ConsumedEvent, OutboxEntry
from kernel.outbox import DeliveredEvent
from kernel.shared.models import AlarmHint, OutboxHint

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SUBJECT = uuid.UUID(int=7)
HERE = "tests.kernel.test_relay"
CONSUMERS = {"probe.changed": (f"{HERE}.listen", f"{HERE}.listen_too")}
HANDLERS = {"probe": f"{HERE}.ring"}

heard: list[tuple[str, str, int]] = []


def listen(event: DeliveredEvent) -> None:
    heard.append(("listen", tenancy.schema_name(), event.seq))


def listen_too(event: DeliveredEvent) -> None:
    heard.append(("listen_too", tenancy.schema_name(), event.seq))


def refuse(event: DeliveredEvent) -> None:
    raise RuntimeError(event.kind)


def ring(ringing: alarms.Ringing) -> None:
    heard.append((ringing.kind, tenancy.schema_name(), 0))


@outbox.newest_suffices
def listen_to_the_newest(event: DeliveredEvent) -> None:
    heard.append(("newest", tenancy.schema_name(), event.seq))


@pytest.fixture
def broker() -> Iterator[StubBroker]:
    """A broker in memory, with our own middleware; workers are played by ``work``."""
    heard.clear()
    stub = StubBroker(middleware=[background.TenantMiddleware()])
    actors = (background.deliver_event, background.ring_alarm)
    for actor in actors:
        actor.broker = stub
        stub.declare_actor(actor)
    yield stub
    for actor in actors:
        actor.broker = background.broker


def work(broker: StubBroker) -> int:
    """Process every queued message as a worker would; returns how many."""
    done = 0
    for queue in broker.queues.values():
        while not queue.empty():
            message = dramatiq.Message.decode(queue.get())
            with tenancy.in_schema(message.options["schema"]):
                broker.get_actor(message.actor_name)(*message.args, **message.kwargs)
            done += 1
    return done


def _append(seq: int) -> None:
    outbox.append(
        events=[
            outbox.NewEvent(
                kind="probe.changed", version=1, subject=SUBJECT, seq=seq, payload={}, occurred_at=NOW
            )
        ]
    )


def _later() -> datetime:
    """After the row was recorded: the relay's ``now`` comes from the same clock."""
    return OutboxEntry.objects.latest("id").recorded_at


def test_event_reaches_every_consumer_in_its_own_schema(alpha, broker) -> None:
    _append(1)

    with tenancy.in_schema(tenancy.PUBLIC):
        sent = relay.relay_once(consumers=CONSUMERS, now=NOW)
        work(broker)

    assert sent == 2
    assert heard == [("listen", alpha.schema, 1), ("listen_too", alpha.schema, 1)]
    assert OutboxEntry.objects.get().sent_at == NOW
    assert not OutboxHint.objects.exists()


def test_relay_sends_nothing_twice(alpha, broker) -> None:
    _append(1)
    relay.relay_once(consumers=CONSUMERS, now=NOW)

    again = relay.relay_once(consumers=CONSUMERS, now=NOW)

    assert again == 0


def test_events_of_two_organisations_are_kept_apart(alpha, beta, broker) -> None:
    with tenancy.in_schema(alpha.schema):
        _append(1)
    with tenancy.in_schema(beta.schema):
        _append(2)

    with tenancy.in_schema(tenancy.PUBLIC):
        relay.relay_once(consumers=CONSUMERS, now=NOW)
        work(broker)

    assert sorted(heard) == sorted(
        [
            (name, schema, seq)
            for schema, seq in ((alpha.schema, 1), (beta.schema, 2))
            for name in ("listen", "listen_too")
        ]
    )


def test_event_delivered_twice_is_consumed_once(alpha, broker) -> None:
    _append(1)
    event_id = OutboxEntry.objects.get().event_id

    outcomes = [outbox.deliver(event_id=event_id, consumer=f"{HERE}.listen") for _ in range(2)]

    assert (outcomes, len(heard)) == ([True, False], 1)


def test_consumer_that_fails_has_not_consumed(alpha) -> None:
    _append(1)
    event_id = OutboxEntry.objects.get().event_id

    with pytest.raises(RuntimeError, match=r"probe\.changed"):
        outbox.deliver(event_id=event_id, consumer=f"{HERE}.refuse")

    assert not ConsumedEvent.objects.exists()


def test_drain_hands_everything_over_here_and_now(alpha, broker) -> None:
    for seq in (1, 2):
        _append(seq)
    listening = {"probe.changed": (f"{HERE}.listen", f"{HERE}.listen_to_the_newest")}

    drained = [relay.drain(consumers=listening) for _ in range(2)]

    assert drained == [2, 0]
    assert heard == [("listen", alpha.schema, 1), ("listen", alpha.schema, 2), ("newest", alpha.schema, 2)]
    assert ConsumedEvent.objects.count() == 4, "what was superseded counts as taken in: it is never repaired"
    assert not OutboxHint.objects.exists()


def test_drain_hands_nothing_over_that_a_worker_had_already(alpha, broker) -> None:
    for seq in (1, 2):
        _append(seq)
    outbox.deliver(event_id=OutboxEntry.objects.get(seq=1).event_id, consumer=f"{HERE}.listen")

    relay.drain(consumers={"probe.changed": (f"{HERE}.listen",)})

    assert heard == [("listen", alpha.schema, 1), ("listen", alpha.schema, 2)]


def test_event_of_a_rolled_back_change_is_not_sent(alpha, broker) -> None:
    with transaction.atomic():
        _append(1)
        transaction.set_rollback(True)

    assert relay.relay_once(consumers=CONSUMERS, now=NOW) == 0


def test_hint_of_a_schema_that_is_gone_is_thrown_away(alpha, broker) -> None:
    OutboxHint.objects.create(schema="t_gone")
    AlarmHint.objects.create(schema="t_gone", at=NOW)

    counts = (relay.relay_once(consumers=CONSUMERS, now=NOW), relay.sweep_once(handlers=HANDLERS, now=NOW))

    assert counts == (0, 0)
    assert not OutboxHint.objects.exists()
    assert not AlarmHint.objects.filter(schema="t_gone").exists()


def test_message_without_an_organisation_is_refused(alpha, broker) -> None:
    with tenancy.in_schema(tenancy.PUBLIC), pytest.raises(background.WrongSchema, match="deliver_event"):
        background.deliver_event.send(event_id=str(SUBJECT), consumer="x")


def test_message_that_comes_for_no_organisation_is_refused(alpha, broker) -> None:
    message = background.deliver_event.message(event_id=str(SUBJECT), consumer="x")

    with pytest.raises(background.WrongSchema, match="came for no organisation"):
        background.TenantMiddleware().before_process_message(broker, message)


def test_repair_sends_again_what_vanished_with_valkey(alpha, broker) -> None:
    _append(1)
    _append(2)
    relay.relay_once(consumers=CONSUMERS, now=_later())
    broker.flush_all()
    for entry in OutboxEntry.objects.filter(seq=1):
        for consumer in CONSUMERS["probe.changed"]:
            outbox.deliver(event_id=entry.event_id, consumer=consumer)

    checked = relay.repair(consumers=CONSUMERS, now=_later() + timedelta(minutes=16), after=0)
    sent = relay.relay_once(consumers=CONSUMERS, now=_later())

    assert checked == OutboxEntry.objects.get(seq=1).id
    assert sent == 2
    assert work(broker) == 2
    assert (
        relay.repair(consumers=CONSUMERS, now=_later() + timedelta(minutes=32), after=checked) == checked + 1
    )


@pytest.mark.parametrize(
    ("after_sending", "is_sent_again"),
    [
        (timedelta(minutes=14), False),  # may still be under way
        (timedelta(minutes=16), True),
        (timedelta(hours=47), True),
        (timedelta(hours=49), False),  # its consumer fails, the way was not the trouble
    ],
)
def test_repair_waits_and_gives_up(alpha, broker, after_sending, is_sent_again) -> None:
    _append(1)
    relay.relay_once(consumers=CONSUMERS, now=_later())

    relay.repair(consumers=CONSUMERS, now=_later() + after_sending, after=0)

    assert OutboxEntry.objects.filter(sent_at__isnull=True).exists() is is_sent_again


def test_repair_finds_an_event_whose_hint_was_lost(alpha, broker) -> None:
    _append(1)
    OutboxHint.objects.all().delete()

    relay.repair(consumers=CONSUMERS, now=_later() + timedelta(minutes=16), after=0)

    assert relay.relay_once(consumers=CONSUMERS, now=NOW) == 2


@pytest.fixture
def armed(alpha) -> None:
    Alarm.objects.all().delete()
    AlarmHint.objects.all().delete()
    alarms.arm(alarms=[alarms.NewAlarm(kind="probe", subject=SUBJECT, at=NOW)])


def test_alarm_rings_when_due_and_is_gone(alpha, armed, broker) -> None:
    with tenancy.in_schema(tenancy.PUBLIC):
        early = relay.sweep_once(handlers=HANDLERS, now=NOW - timedelta(seconds=1))
        due = relay.sweep_once(handlers=HANDLERS, now=NOW)
        work(broker)

    assert (early, due) == (0, 1)
    assert heard == [("probe", alpha.schema, 0)]
    assert not Alarm.objects.exists()


def test_alarm_that_was_sent_in_vain_is_sent_again(alpha, armed, broker) -> None:
    relay.sweep_once(handlers=HANDLERS, now=NOW)
    broker.flush_all()

    at_once = relay.sweep_once(handlers=HANDLERS, now=NOW + timedelta(minutes=1))
    later = relay.sweep_once(handlers=HANDLERS, now=NOW + timedelta(minutes=5))

    assert (at_once, later) == (0, 1)


def test_alarm_sent_twice_rings_once(alpha, armed, broker) -> None:
    relay.sweep_once(handlers=HANDLERS, now=NOW)
    relay.sweep_once(handlers=HANDLERS, now=NOW + timedelta(minutes=5))

    processed = work(broker)

    assert (processed, len(heard)) == (2, 1)


def test_alarm_set_again_moves(alpha, armed) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind="probe", subject=SUBJECT, at=NOW - timedelta(hours=2))])

    assert [alarm.at for alarm in Alarm.objects.all()] == [NOW - timedelta(hours=2)]
    assert AlarmHint.objects.get(schema=alpha.schema).at == NOW - timedelta(hours=2)


def test_alarm_that_is_later_leaves_the_hint(alpha, armed) -> None:
    alarms.arm(
        alarms=[alarms.NewAlarm(kind="probe", subject=SUBJECT, key="later", at=NOW + timedelta(hours=2))]
    )

    assert AlarmHint.objects.get(schema=alpha.schema).at == NOW


def test_sweep_moves_the_hint_to_the_next_alarm(alpha, armed, broker) -> None:
    Alarm.objects.update(at=NOW + timedelta(days=3))

    relay.sweep_once(handlers=HANDLERS, now=NOW)

    assert AlarmHint.objects.get(schema=alpha.schema).at == NOW + timedelta(days=3)


def test_repair_brings_a_lost_alarm_hint_back(alpha, armed) -> None:
    AlarmHint.objects.all().delete()

    relay.repair(consumers=CONSUMERS, now=NOW, after=0)

    assert AlarmHint.objects.get(schema=alpha.schema).at == NOW


@pytest.mark.parametrize(
    ("but", "left"),
    [
        ((), []),  # all of the kind
        (("b",), ["b"]),
        (("x",), []),
    ],
)
def test_disarming_takes_away_all_that_is_not_spared(alpha, armed, but, left) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind="probe", subject=SUBJECT, key="b", at=NOW)])

    rows.insert([alarms.disarming(kind="probe", subject=SUBJECT, but=but)])

    assert sorted(Alarm.objects.values_list("key", flat=True)) == left
