"""Addresses of members and of the log."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from palabre.workspaces import members_views, settings_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", views.choose_language, name="language"),
    path("audit/", views.audit, name="audit"),
    path("audit/<slug:workspace>/", views.audit, name="audit"),
    path("audit/<slug:workspace>/verification/", views.verify, name="audit_verification"),
    path("members/", members_views.members, name="members"),
    path("members/<slug:workspace>/", members_views.members, name="members"),
    path("members/<slug:workspace>/<int:role>/", members_views.role, name="member_role"),
    path("settings/", settings_views.settings, name="settings"),
    path("settings/<slug:workspace>/", settings_views.settings, name="settings"),
    path("settings/<slug:workspace>/reading/", settings_views.read_as, name="settings_reading"),
    path("settings/<slug:workspace>/password/", settings_views.password, name="settings_password"),
    path("settings/<slug:workspace>/tokens/", settings_views.tokens, name="settings_tokens"),
    path(
        "settings/<slug:workspace>/tokens/<int:token>/revocation/",
        settings_views.revoke,
        name="settings_revocation",
    ),
]
