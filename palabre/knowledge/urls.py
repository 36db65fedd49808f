"""Addresses of saved replies."""

from __future__ import annotations

from django.urls import path

from palabre.knowledge import views

urlpatterns = [
    path("saved-replies/", views.saved_replies, name="saved_replies"),
    path("saved-replies/<slug:workspace>/", views.saved_replies, name="saved_replies"),
    path(
        "saved-replies/<slug:workspace>/<int:saved_reply>/", views.saved_reply, name="saved_reply"
    ),
    path(
        "saved-replies/<slug:workspace>/<int:saved_reply>/removal/",
        views.remove,
        name="saved_reply_removal",
    ),
]
