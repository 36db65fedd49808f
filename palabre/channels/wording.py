"""What accounts, their networks' refusals and what a check found are, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palabre.channels.models import AccountState
from palabre.connectors.registry import own_reason

Words = Mapping[str, str | Promise]
REASONS: Words = {
    "outside_window": gettext_lazy("the 24-hour window is closed; the person has to write first"),
    "page_restricted": gettext_lazy("the network has restricted this page"),
    "already_replied": gettext_lazy("this comment has had its one private reply"),
    "tag_removed": gettext_lazy("the network no longer takes this kind of message"),
    "not_our_thread": gettext_lazy(
        "only answers under the account’s own posts can be hidden there"
    ),
    "too_many_hidden": gettext_lazy("the network hides no more answers of this conversation"),
    "gone": gettext_lazy("the message is no longer there"),
    "permission": gettext_lazy(
        "the account lacks this permission; connect it again and allow everything"
    ),
    "invalid": gettext_lazy("the network does not take this content"),
    "policy_block": gettext_lazy(
        "the network has blocked this act for its rules; wait before you try again"
    ),
    "person_unavailable": gettext_lazy("the person cannot be written to now"),
    "refused": gettext_lazy("the network gave a reason that we do not know"),
    "gave_up": gettext_lazy("many tries failed; try again later"),
    "token": gettext_lazy("the sign-in on the network is over"),
    "unreachable": gettext_lazy("the network cannot be reached"),
    "no_answer": gettext_lazy("the answer was lost"),
    "network_down": gettext_lazy("the network has a failure"),
    "duplicate": gettext_lazy("the network says that it has this text already"),
    "rate_limit": gettext_lazy("the network asks for a pause"),
    "not_possible": gettext_lazy("this source only tells; nothing can be done there"),
    "busy": gettext_lazy("the network is busy with the same act"),
    "cut": gettext_lazy("the connection was cut"),
    "silent": gettext_lazy("nothing was heard for too long"),
    "out_of_reach": gettext_lazy("it could not be listened to"),
    "past_is_gone": gettext_lazy("the network no longer tells what happened then"),
    "other_page": gettext_lazy("the token is another page’s"),
    "fault": gettext_lazy("a fault of Palabre, which is noted in its log"),
}
STATES: Words = {
    AccountState.CONNECTED: gettext_lazy("Connected"),
    AccountState.SIGN_IN_AGAIN: gettext_lazy("To be connected again"),
    AccountState.PAUSED: gettext_lazy("Paused"),
    AccountState.DISCONNECTED: gettext_lazy("Disconnected"),
}
SOURCES: Words = {
    "chat": gettext_lazy("The live chat"),
    "comments": gettext_lazy("Comments"),
    "conversations": gettext_lazy("Direct messages"),
    "held": gettext_lazy("Comments that the network holds"),
    "live": gettext_lazy("The live chat"),
    "mentions": gettext_lazy("Mentions and answers"),
    "messages": gettext_lazy("Private messages"),
    "notifications": gettext_lazy("Notifications"),
    "reviews": gettext_lazy("Reviews"),
    "standing": gettext_lazy("What was edited or deleted"),
    "stream": gettext_lazy("The stream of events"),
    "talks": gettext_lazy("Private messages"),
    "threads": gettext_lazy("Answers in conversations"),
}
FINE: Words = {
    "entry": gettext_lazy("The network lets us in."),
    "name": gettext_lazy("The token is this page’s: %(detail)s."),
    "comments": gettext_lazy("Posts and their comments can be read."),
    "messages": gettext_lazy("Private messages can be read."),
    "events": gettext_lazy("The network sends events to an app."),
    "permissions": gettext_lazy("Everything that signing in asked for is allowed."),
}
MISSING: Words = {
    "entry": gettext_lazy("The network does not let us in: %(why)s."),
    "name": gettext_lazy("The token is another page’s: %(detail)s."),
    "comments": gettext_lazy("Posts and comments cannot be read: %(why)s."),
    "messages": gettext_lazy("Private messages cannot be read: %(why)s."),
    "events": gettext_lazy("Events do not come yet: %(why)s."),
    "permissions": gettext_lazy(
        "Signing in did not allow this: %(detail)s. Sign in again and allow everything."
    ),
    "tasks": gettext_lazy(
        "Who signed in may not do this on the page: %(detail)s. Ask its owner, then sign in again."
    ),
}
CHECKS: Words = {
    "not_subscribed": gettext_lazy("no app is subscribed to all of them; check again to subscribe"),
}
SECRETS: Words = {
    "app_secret": gettext_lazy("Secret of the app"),
    "access_token": gettext_lazy("Access token"),
    "verify_token": gettext_lazy("Verify token"),
    "client_id": gettext_lazy("Id of the app"),
    "app_token": gettext_lazy("Token of the app itself"),
    "app_password": gettext_lazy("App password"),
    "business_user": gettext_lazy("Number of the business user who answers"),
}


def say_reason(reason: str) -> str:
    """Return why a network said no."""
    own = own_reason(reason)
    if own is not None:
        return own.into(get_language() or "en")
    return str(REASONS.get(reason) or CHECKS.get(reason) or REASONS["refused"])


def say_source(name: str) -> str:
    """Return what is read by a source; a network's own word when we have none."""
    return str(SOURCES.get(name, name))


def say_finding(finding: Mapping[str, object]) -> str:
    """Return what one finding of a check tells."""
    words = FINE if finding["is_fine"] else MISSING
    sentence = words.get(str(finding["what"]), "%(why)s")
    why = say_reason(str(finding.get("reason", "")))
    return str(sentence) % {"why": why, "detail": finding.get("detail") or _("no name")}
