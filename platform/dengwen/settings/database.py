"""PostgreSQL, Valkey, and how a process finds its schema."""

from dengwen.settings.env import database_settings, environment

DATABASES = {
    "default": {
        **database_settings(environment.database_url),
        "ENGINE": "django_tenants.postgresql_backend",
        # Long enough to save a connection per request, short enough to give back the relation cache
        # that grows with every schema a connection has visited.
        "CONN_MAX_AGE": 120,
        "CONN_HEALTH_CHECKS": False,
    }
}
DATABASE_APP_ROLE = environment.app_role
PG_BIN = environment.pg_bin
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_LIMIT_SET_CALLS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "kernel.cache.ForgivingRedisCache",
        "LOCATION": environment.redis_url,
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
REDIS_URL = environment.redis_url
SESSION_ENGINE = "django.contrib.sessions.backends.db"
