"""Every address of the desk that Django answers."""

from __future__ import annotations

from django.urls import include, path

from palabre.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("palabre.welcome.urls")),
    path("", include("palabre.web.urls")),
    path("", include("palabre.insights.urls")),
    path("", include("palabre.moderation.urls")),
    path("", include("palabre.knowledge.urls")),
    path("", include("palabre.people.urls")),
    path("", include("palabre.inbox.urls")),
]
