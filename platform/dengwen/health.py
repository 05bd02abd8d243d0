"""Whether this organisation can be served: for load balancers and the launcher, on any organisation's host."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from kernel import clock, outbox

VALKEY_PATIENCE_SECONDS = 1.0


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers. With Valkey away filings are still taken, and letters follow later."""
    now = clock.now()
    try:
        lag = _outbox_lag(now)
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "down", "database": "away"}, status=503)
    valkey = _valkey()
    status = "ok" if valkey == "ok" else "degraded"
    return JsonResponse({"status": status, "database": "ok", "valkey": valkey, "outbox_lag_seconds": lag})


def _outbox_lag(now: datetime) -> float:
    """Age of the organisation's oldest event that the relay has not sent yet, in seconds."""
    oldest = outbox.oldest_unsent_at()
    return 0.0 if oldest is None else round(max(0.0, (now - oldest).total_seconds()), 1)


def _valkey() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=VALKEY_PATIENCE_SECONDS,
            socket_timeout=VALKEY_PATIENCE_SECONDS,
        ) as client:
            client.ping()
    except RedisError:
        return "away"
    return "ok"
