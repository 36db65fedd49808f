"""Addresses of the figures."""

from __future__ import annotations

from django.urls import path

from palabre.insights import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:workspace>/", views.figures, name="figures"),
    path("figures/<slug:workspace>/day/", views.day, name="day"),
]
