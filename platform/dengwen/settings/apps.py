"""Which app lives in which schema. No app stands in both lists: a dropped tenant table must raise, never
fall through to another schema's rows."""

SHARED_APPS = [
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django_htmx",
    "lucide",
    "tenants",
    "kernel.shared",
    "policies.shared",
    "oversight.shared",
    "billing.shared",
]

TENANT_APPS = [
    "django.contrib.auth",
    "django.contrib.sessions",
    "kernel",
    "ui",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "policies",
    "casework",
    "oversight",
    "cms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
AUTH_USER_MODEL = "accounts.User"
DUTIES_HELD = "casework.organisation.selectors.held_roles"
"""Who tells ``policies`` which roles of a rulebook somebody holds."""
