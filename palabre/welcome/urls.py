"""Addresses of the first steps and of a new client's path."""

from __future__ import annotations

from django.urls import path

from palabre.welcome import client_views, views

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<slug:workspace>/", views.welcome, name="welcome"),
    path("welcome/<slug:workspace>/first/", views.open_first, name="welcome_first"),
    path("welcome/<slug:workspace>/dismissal/", views.dismiss, name="welcome_dismissal"),
    path("clients/new/", client_views.new, name="new_client"),
    path("clients/<slug:workspace>/name/", client_views.name, name="client_name"),
    path("clients/<slug:workspace>/roles/", client_views.roles, name="client_roles"),
    path("clients/<slug:workspace>/account/", client_views.account, name="client_account"),
    path("clients/<slug:workspace>/check/", client_views.check, name="client_check"),
    path("clients/<slug:workspace>/done/", client_views.done, name="client_done"),
]
