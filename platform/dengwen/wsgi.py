"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengwen.settings.dev")

application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector need not look at it at every page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
