"""Addresses of accounts and dead letters."""

from __future__ import annotations

from django.urls import path

from palabre.channels import views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<slug:workspace>/", views.accounts, name="accounts"),
    path("accounts/<slug:workspace>/<int:account>/resumption/", views.resume, name="resumption"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:workspace>/", views.letters, name="letters"),
    path("letters/<slug:workspace>/replay/", views.replay, name="replay"),
]
