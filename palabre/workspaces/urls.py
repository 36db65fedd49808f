"""Addresses of members, their settings and the log."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from palabre.workspaces import (
    audit_views,
    distribution_views,
    members_views,
    settings_views,
    views,
)

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", views.choose_language, name="language"),
    path("display/", views.display, name="display"),
    path("first-password/", views.first_password, name="first_password"),
    path("audit/", audit_views.audit, name="audit"),
    path("audit/<slug:workspace>/", audit_views.audit, name="audit"),
    path("audit/<slug:workspace>/verification/", audit_views.verify, name="audit_verification"),
    path("audit/<slug:workspace>/export.<slug:form>", audit_views.export, name="audit_export"),
    path("members/", members_views.members, name="members"),
    path("members/<slug:workspace>/", members_views.members, name="members"),
    path("members/<slug:workspace>/<int:role>/", members_views.role, name="member_role"),
    path(
        "members/<slug:workspace>/distribution/",
        distribution_views.distribution,
        name="distribution",
    ),
    path(
        "members/<slug:workspace>/availability/",
        distribution_views.availability,
        name="availability",
    ),
    path("members/<slug:workspace>/teams/", members_views.team, name="teams"),
    path("members/<slug:workspace>/teams/<int:team>/", members_views.team, name="team"),
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
