"""Addresses of what every page shares."""

from __future__ import annotations

from django.urls import path

from palabre.web import views

urlpatterns = [path("components/", views.components, name="components")]
