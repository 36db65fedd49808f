"""Addresses of the inbox, and of the rooms below it."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from palabre.inbox import list_views, picture_views, task_views, team_views, views
from palabre.inbox.teaching import views as teaching_views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("", include("palabre.workspaces.urls")),
    path("", include("palabre.channels.urls")),
    path("tasks/<slug:workspace>/", task_views.tasks, name="tasks"),
    path("tasks/<slug:workspace>/<int:act>/completion/", task_views.finish, name="task_done"),
    path("tasks/<slug:workspace>/<int:act>/dismissal/", task_views.dismiss, name="task_dismissal"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<slug:workspace>/", views.inbox, name="inbox"),
    path("inbox/<slug:workspace>/<int:thread>/", views.conversation, name="conversation"),
    path("inbox/<slug:workspace>/<int:thread>/closure/", views.close, name="closure"),
    path("inbox/<slug:workspace>/<int:thread>/reopening/", views.reopen, name="reopening"),
    path("inbox/<slug:workspace>/<int:thread>/assignment/", team_views.assign, name="assignment"),
    path("inbox/<slug:workspace>/<int:thread>/presence/", team_views.presence, name="presence"),
    path("inbox/<slug:workspace>/<int:thread>/notes/", team_views.note, name="notes"),
    path(
        "inbox/<slug:workspace>/<int:thread>/mentions/",
        team_views.mentions_seen,
        name="mentions_seen",
    ),
    path("inbox/<slug:workspace>/<int:thread>/snooze/", team_views.snooze, name="snooze"),
    path("inbox/<slug:workspace>/<int:thread>/waking/", team_views.wake, name="waking"),
    path("inbox/<slug:workspace>/messages/<int:message>/labels/", team_views.label, name="labels"),
    path(
        "inbox/<slug:workspace>/messages/<int:message>/correction/",
        teaching_views.correction,
        name="correction",
    ),
    path("teaching/<slug:workspace>/intents/", teaching_views.own_intents, name="own_intents"),
    path("teaching/<slug:workspace>/corrections/", teaching_views.corrections, name="corrections"),
    path("teaching/<slug:workspace>/learning/", teaching_views.learning, name="learning"),
    path(
        "teaching/<slug:workspace>/<slug:kind>/live/",
        teaching_views.taught_live,
        name="taught_live",
    ),
    path("inbox/<slug:workspace>/messages/<int:message>/acts/", views.act, name="act"),
    path("inbox/<slug:workspace>/acts/<int:act>/taking-back/", views.take_back_act, name="undo"),
    path(
        "pictures/<slug:workspace>/<int:surface>-<slug:digest>-<int:size>.webp",
        picture_views.picture,
        name="picture",
    ),
    path("inbox/<slug:workspace>/views/", list_views.saved_views, name="saved_views"),
    path("inbox/<slug:workspace>/views/new/", list_views.keep_view, name="saved_view_new"),
    path(
        "inbox/<slug:workspace>/views/<int:saved_view>/", list_views.change_view, name="saved_view"
    ),
    path(
        "inbox/<slug:workspace>/views/<int:saved_view>/removal/",
        list_views.drop_view,
        name="saved_view_removal",
    ),
    path(
        "inbox/<slug:workspace>/views/<int:saved_view>/return/",
        list_views.return_view,
        name="saved_view_return",
    ),
]
