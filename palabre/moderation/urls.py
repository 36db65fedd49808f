"""Addresses of moderation."""

from __future__ import annotations

from django.urls import path

from palabre.moderation import bulk_views, charter_views, feedback_views, rule_views, views

urlpatterns = [
    path("inbox/<slug:workspace>/messages/<int:message>/review/", views.review, name="review"),
    path(
        "inbox/<slug:workspace>/messages/<int:message>/feedback/",
        feedback_views.feedback,
        name="feedback",
    ),
    path(
        "charter/<slug:workspace>/feedback/",
        feedback_views.charter_feedback,
        name="charter_feedback",
    ),
    path("charter/<slug:workspace>/tests/", feedback_views.charter_tests, name="charter_tests"),
    path("inbox/<slug:workspace>/bulk/", bulk_views.bulk, name="bulk"),
    path("inbox/<slug:workspace>/bulk/<int:bulk>/undoing/", bulk_views.undo, name="bulk_undoing"),
    path("charter/", charter_views.charter, name="charter"),
    path("charter/<slug:workspace>/", charter_views.charter, name="charter"),
    path("charter/<slug:workspace>/draft/", charter_views.draft, name="charter_draft"),
    path("charter/<slug:workspace>/rule/", rule_views.new_rule, name="charter_rule"),
    path("charter/<slug:workspace>/mode/", rule_views.rule_mode, name="charter_mode"),
    path("charter/<slug:workspace>/versions/", charter_views.version, name="charter_version"),
    path("charter/<slug:workspace>/return/", charter_views.go_back, name="charter_return"),
]
