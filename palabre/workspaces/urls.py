"""Addresses of members and of the log."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from palabre.workspaces import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", views.choose_language, name="language"),
    path("audit/", views.audit, name="audit"),
    path("audit/<slug:workspace>/", views.audit, name="audit"),
    path("audit/<slug:workspace>/verification/", views.verify, name="audit_verification"),
]
