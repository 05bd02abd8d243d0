"""Background work: dramatiq over Valkey, each message stamped with the schema that it belongs to.

Nothing is sent from inside a request: rows (outbox, alarms) are written in the transaction, and relay and
sweeper send. So a lost broker delays work and never loses it, and a rolled-back change sends nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import dramatiq
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils.module_loading import import_string
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import (
    AgeLimit,
    Callbacks,
    MiddlewareError,
    Pipelines,
    Retries,
    ShutdownNotifications,
    TimeLimit,
)

from kernel import alarms, clock, outbox, tenancy
from kernel.models import Alarm

RECYCLE_AFTER = 50
"""Schemas that one connection may visit: each costs it about 0.35 MB of relation cache for ever."""


class WrongSchema(MiddlewareError):
    """Raised for a message that belongs to no organisation.

    A MiddlewareError, because dramatiq logs any other exception of a middleware and goes on.
    """


class TenantMiddleware(dramatiq.Middleware):
    """Stamps the schema on send and enters it on receive."""

    def before_enqueue(self, broker: Any, message: Any, delay: int | None) -> None:
        schema = message.options.setdefault("schema", tenancy.schema_name())
        if schema == tenancy.PUBLIC:
            raise WrongSchema(f"{message.actor_name} was sent for no organisation")

    def before_process_message(self, broker: Any, message: Any) -> None:
        schema = message.options.get("schema", tenancy.PUBLIC)
        if schema == tenancy.PUBLIC:
            raise WrongSchema(f"{message.actor_name} came for no organisation")
        connection.close_if_unusable_or_obsolete()
        self._recycle(schema)
        tenancy.serve(schema)

    def after_process_message(
        self, broker: Any, message: Any, *, result: Any = None, exception: Any = None
    ) -> None:
        tenancy.serve_public()

    def after_skip_message(self, broker: Any, message: Any) -> None:
        tenancy.serve_public()

    def before_worker_thread_shutdown(self, broker: Any, thread: Any) -> None:
        connections.close_all()

    @staticmethod
    def _recycle(schema: str) -> None:
        visited: set[str] = getattr(connection, "visited_schemas", set())
        if len(visited) >= RECYCLE_AFTER:
            connection.close()
            visited = set()
        connection.visited_schemas = {*visited, schema}  # type: ignore[attr-defined]  # kept where it is counted


def make_broker() -> RedisBroker:
    """The broker that all processes share."""
    return RedisBroker(  # type: ignore[no-untyped-call]  # dramatiq's broker has no types
        url=settings.REDIS_URL,
        middleware=[
            AgeLimit(), TimeLimit(), ShutdownNotifications(), Callbacks(), Pipelines(),
            Retries(max_retries=12, min_backoff=1_000, max_backoff=600_000), TenantMiddleware(),
        ],
    )  # fmt: skip


broker = make_broker()
dramatiq.set_broker(broker)


@dramatiq.actor(queue_name="events", max_retries=12)
def deliver_event(*, event_id: str, consumer: str, **_newer: Any) -> None:
    """Hand one event to one consumer."""
    outbox.deliver(event_id=UUID(event_id), consumer=consumer)


@dramatiq.actor(queue_name="alarms", max_retries=12)
def ring_alarm(*, alarm_id: int, handler: str, **_newer: Any) -> None:
    """Run an alarm's handler and take the alarm away, whole or not at all."""
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update(skip_locked=True).filter(id=alarm_id).first()
        now = clock.now()
        if alarm is None or alarm.at > now:
            return
        alarm.delete()
        function: alarms.Handler = import_string(handler)
        function(
            alarms.Ringing(
                kind=alarm.kind,
                subject=alarm.subject,
                key=alarm.key,
                at=alarm.at,
                now=now,
                payload=alarm.payload,
            )
        )
