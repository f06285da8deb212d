"""What the place asks of the project, which itself stays as it is: DJANGO_SETTINGS_MODULE names this module."""

import os

from shop.settings import *  # noqa: F403
from shop.settings import MIDDLEWARE

DEBUG = False
# berth's own probe comes as 127.0.0.1.
ALLOWED_HOSTS = [*os.environ["ALLOWED_HOSTS"].split(","), "127.0.0.1"]
# gunicorn serves no static files.
MIDDLEWARE = [*MIDDLEWARE[:1], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
WHITENOISE_USE_FINDERS = True
# Without DEBUG Django writes no traceback anywhere.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
