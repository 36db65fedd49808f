"""Addresses of accounts and dead letters."""

from __future__ import annotations

from django.urls import path

from palabre.channels import connecting_views, letters_views, sign_in_views, views

ONE = "accounts/<slug:workspace>/<int:account>/"
urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/sign-in/return/", sign_in_views.sign_in_return, name="sign_in_return"),
    path(
        "accounts/sign-in/<slug:network>/client.json",
        sign_in_views.sign_in_client,
        name="sign_in_client",
    ),
    path("accounts/<slug:workspace>/sign-in/", sign_in_views.sign_in, name="sign_in"),
    path("accounts/<slug:workspace>/sign-in/end/", sign_in_views.sign_in_end, name="sign_in_end"),
    path("accounts/<slug:workspace>/", views.accounts, name="accounts"),
    path("accounts/<slug:workspace>/connection/", connecting_views.connection, name="connection"),
    path(ONE, views.account, name="account"),
    path(f"{ONE}resumption/", views.resume, name="resumption"),
    path(f"{ONE}pause/", views.pause, name="pause"),
    path(f"{ONE}disconnection/", views.disconnect, name="disconnection"),
    path(f"{ONE}check/", views.check, name="account_check"),
    path(f"{ONE}reading/", views.reading, name="account_reading"),
    path(f"{ONE}secrets/", views.secret, name="account_secrets"),
    path(f"{ONE}secrets/renewal/", views.renewal, name="account_renewal"),
    path(f"{ONE}first-event/", connecting_views.first_event, name="first_event"),
    path("letters/", letters_views.letters, name="letters"),
    path("letters/<slug:workspace>/", letters_views.letters, name="letters"),
    path("letters/<slug:workspace>/replay/", letters_views.replay, name="replay"),
    path("letters/<slug:workspace>/dismissal/", letters_views.dismiss, name="dismissal"),
    path("letters/<slug:workspace>/export/", letters_views.export, name="letters_export"),
]
