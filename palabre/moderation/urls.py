"""Addresses of moderation."""

from __future__ import annotations

from django.urls import path

from palabre.moderation import views

urlpatterns = [
    path("inbox/<slug:workspace>/messages/<int:message>/review/", views.review, name="review"),
]
