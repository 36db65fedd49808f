"""The peer of the door: the same signed webhook in an ordinary Django view, one row each.

Run by benchmarks/intake.py in a process of its own:
python -m benchmarks.machinery.peer PORT DATABASE_URL SECRET asgi|wsgi
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from django.conf import settings

SERVER: dict[str, Any] = {
    "http": "httptools",
    "ws": "none",
    "access_log": False,
    "log_level": "warning",
}
POOL = {"min_size": 6, "max_size": 6}
TABLE = """
    create table if not exists peer_webhook (id bigserial primary key, key text unique,
        body text not null, received_at timestamptz not null)
"""


def configure(database: str, kind: str) -> None:
    """Set Django up as `startproject` does, with kept connections and no debugging.

    Under ASGI a connection kept by a thread is never given back, so there it has Django's pool.
    """
    parts = urlsplit(database)
    kept = {"CONN_MAX_AGE": None} if kind == "wsgi" else {"OPTIONS": {"pool": POOL}}
    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="peer",
        ROOT_URLCONF="benchmarks.machinery.peer",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": parts.username,
                "PASSWORD": parts.password,
                "HOST": parts.hostname,
                "PORT": parts.port,
                **kept,
            }
        },
    )


def main() -> None:
    """Serve until ended."""
    port, database, secret, kind = sys.argv[1:]
    configure(database, kind)
    import django
    import uvicorn
    from a2wsgi import WSGIMiddleware

    django.setup()
    _make_view(secret.encode())
    application: Any
    if kind == "asgi":
        from django.core.asgi import get_asgi_application

        application = get_asgi_application()
    else:
        from django.core.wsgi import get_wsgi_application

        application = WSGIMiddleware(cast(Any, get_wsgi_application()), workers=6)
    uvicorn.run(application, host="127.0.0.1", port=int(port), **SERVER)


urlpatterns: list[Any] = []


def _make_view(secret: bytes) -> None:
    from django.db import connection, models
    from django.http import HttpRequest, HttpResponse, JsonResponse
    from django.urls import path
    from django.utils import timezone
    from django.views.decorators.csrf import csrf_exempt

    class Webhook(models.Model):
        key = models.TextField(unique=True)
        body = models.TextField()
        received_at = models.DateTimeField()
        objects: ClassVar[models.Manager[Webhook]] = models.Manager()

        class Meta:
            app_label = "peer"
            db_table = "peer_webhook"

        def __str__(self) -> str:
            return self.key

    with connection.cursor() as cursor:
        cursor.execute(TABLE)

    @csrf_exempt
    def receive(request: HttpRequest) -> HttpResponse:
        expected = "sha256=" + hmac.new(secret, request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("X-Hub-Signature-256", "")
        if not hmac.compare_digest(expected, given):
            return HttpResponse(status=401)
        json.loads(request.body)
        Webhook.objects.create(
            key=hashlib.sha256(request.body).hexdigest(),
            body=request.body.decode(),
            received_at=timezone.now(),
        )
        return JsonResponse({"status": "kept"})

    urlpatterns.append(path("hook", receive))


if __name__ == "__main__":
    sys.modules["benchmarks.machinery.peer"] = sys.modules["__main__"]
    main()
