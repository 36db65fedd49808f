"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from palabre.people import merge_views, views

ONE = "people/<slug:workspace>/<int:person>/"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<slug:workspace>/", views.people, name="people"),
    path(ONE, views.person, name="person"),
    path(f"{ONE}tags/", views.tag, name="person_tags"),
    path(f"{ONE}flags/", views.flag, name="person_flags"),
    path(f"{ONE}language/", views.language, name="person_language"),
    path(f"{ONE}consents/", views.consent, name="person_consents"),
    path(f"{ONE}notes/", views.note, name="person_notes"),
    path(f"{ONE}strikes/", views.strike, name="person_strikes"),
    path(f"{ONE}strikes/<int:strike>/withdrawal/", views.withdraw, name="strike_withdrawal"),
    path(f"{ONE}strikes/<int:strike>/restoration/", views.restore, name="strike_restoration"),
    path(f"{ONE}same/", merge_views.same, name="person_same"),
    path(f"{ONE}merges/", merge_views.merge, name="person_merges"),
    path(f"{ONE}merges/<int:merge>/undoing/", merge_views.undo, name="merge_undoing"),
]
