"""The sentences of refusals, in the reader's language.

Actions refuse in English, since programs read them too. Pages look the sentence up here; a
test fails when a sentence of an action is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from palabre.connectors.catalogue import SENTENCES as WORDS_OF_NETWORKS

SENTENCES: frozenset[str] = frozenset(
    {
        gettext_noop("This conversation is not here."),
        gettext_noop("Nobody corrected anything yet."),
        gettext_noop("A version is being learned: wait for it."),
        gettext_noop("This version is not here, or learned nothing."),
        gettext_noop("Only what a person wrote can be corrected."),
        gettext_noop("There is no such answer to correct with."),
        gettext_noop("The file has more than 10 MB."),
        gettext_noop("This member cannot answer for this client."),
        gettext_noop("Choose a time to come, within a year."),
        gettext_noop("This conversation is closed: reopen it first."),
        gettext_noop("Somebody answered on the network meanwhile. Read it before you send yours."),
        gettext_noop("This message is not here."),
        gettext_noop("This picture is not here."),
        gettext_noop("The charter decided nothing on this message."),
        gettext_noop("You said nothing of this decision."),
        gettext_noop("Say what is wrong: shown, hidden or the reason."),
        gettext_noop("Choose a message first."),
        gettext_noop("The charter has no rule of this name."),
        gettext_noop("A rule's name has small letters, digits, dots and hyphens."),
        gettext_noop("The charter has a rule of this name already."),
        gettext_noop("Say when the rule speaks."),
        gettext_noop("This cannot be changed by itself in this text: write it in."),
        gettext_noop("Somebody changed the charter meanwhile: look again."),
        gettext_noop("These tests cannot be added by themselves: write them in."),
        gettext_noop("This batch is not here."),
        gettext_noop("Choose conversations first."),
        gettext_noop("This saved view is not here."),
        gettext_noop("Only those who answer for this client change a shared view."),
        gettext_noop("This message was deleted on the network."),
        gettext_noop("This message is ours: answer one of the person's."),
        gettext_noop("Write something first."),
        gettext_noop("This idempotency key was used for another act."),
        gettext_noop("This cursor is not one of ours."),
        gettext_noop("This cursor is not one of ours: begin again without it."),
        gettext_noop("It is too late: the act was begun or is over."),
        gettext_noop("This account is not here."),
        gettext_noop("A person decides allow or hide."),
        gettext_noop("Only people's messages are reviewed."),
        gettext_noop("You have no workspace yet."),
        gettext_noop("You have no workspace of this name."),
        gettext_noop("Sign in first."),
        gettext_noop("This language is not one of the desk's."),
        gettext_noop("This time zone is not known."),
        gettext_noop("This is not your present password."),
        gettext_noop("Choose a password of ten characters or more that is not a common one."),
        gettext_noop("This token is not here."),
        gettext_noop("Somebody signs in with this address already."),
        gettext_noop("This account is connected already."),
        gettext_noop("This account is disconnected: connect it again first."),
        gettext_noop("This account is disconnected already."),
        gettext_noop("This account has no such secret."),
        gettext_noop("Give the account a name, and its identifier on the network."),
        gettext_noop("This network needs your own app: give its id and its secret."),
        gettext_noop("Name the server: its address begins with https://."),
        gettext_noop(
            "This server cannot be asked: give the https address of one on the public net."
        ),
        gettext_noop("This sign-in was used already: begin again."),
        gettext_noop("This sign-in is over: begin again."),
        gettext_noop("This sign-in does not open this profile."),
        gettext_noop("You signed in as another profile than this account's."),
        gettext_noop(
            "The network did not accept the sign-in. Begin again; if it happens "
            "twice, check the app's id, secret and return address there."
        ),
        gettext_noop("Nobody signs in on this network."),
        gettext_noop("Nobody could be signed in there: check the name, then begin again."),
        gettext_noop(
            "This network signs people in on desks with an https address, or on this machine at "
            "http://127.0.0.1."
        ),
        gettext_noop("The network was not told yes: nothing was connected."),
        gettext_noop(
            "This sign-in opens no profile. "
            "Begin again, and allow everything that the network asks."
        ),
        gettext_noop("This task is not here, or is done already."),
        gettext_noop("There is no such theme."),
        gettext_noop("There is no such density."),
        gettext_noop("Your password is your own already."),
        gettext_noop("Choose another password than the one you were given."),
        gettext_noop("The network does not open this account to us."),
        gettext_noop("This team is not here."),
        gettext_noop("This team gets the new conversations: give them to others first."),
        gettext_noop("Conversations are given out in turn, by load, or not at all."),
        gettext_noop("Another team has this name."),
        gettext_noop("A team answers in languages that the desk knows."),
        gettext_noop("Only an owner of the organisation opens a client."),
        gettext_noop("This member is not here."),
        gettext_noop("Give a name and an e-mail address."),
        gettext_noop("Only those who lead the whole organisation close an access."),
        gettext_noop("Nobody changes their own role or access."),
        gettext_noop("This member stands above what you may change."),
        gettext_noop("There is no such role."),
        gettext_noop("Only an owner makes an owner."),
        gettext_noop("Give the token a name and a scope."),
        gettext_noop("This saved reply is not here."),
        gettext_noop("Another saved reply has this shortcut."),
        gettext_noop("A saved reply needs a title and a text."),
        gettext_noop("A shortcut is one word of letters, digits and hyphens."),
        gettext_noop("This text is too long to be sent anywhere."),
        gettext_noop("Only {{ person }}, {{ account }} and {{ member }} can be filled in."),
        gettext_noop("A saved reply is in French or in English."),
        gettext_noop("This version of the charter is not here."),
        gettext_noop("There is no such act."),
        gettext_noop("This person is not here."),
        gettext_noop("Give the reason of the strike."),
        gettext_noop("This message is not one of this person's."),
        gettext_noop("This strike is not here."),
        gettext_noop("This language cannot be chosen."),
        gettext_noop("These two are held for the same person already."),
        gettext_noop("These two were taken apart already."),
        gettext_noop("This merge is not here."),
    }
)
PATTERNS: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(
            r"(?P<network>.+) takes at most (?P<most>\d+) characters here; this has (?P<has>\d+)\."
        ),
        gettext_noop("%(network)s takes at most %(most)s characters here; this text has %(has)s."),
    ),
    (
        re.compile(r"(?P<network>.+) has no way to .+ here\."),
        gettext_noop("%(network)s has no way to do this here."),
    ),
    (
        re.compile(r"Your role does not include the right to .+\."),
        gettext_noop("Your role does not allow this. Ask an administrator of your organisation."),
    ),
    (
        re.compile(r"A note holds at most (?P<most>\d+) characters; this has (?P<has>\d+)\."),
        gettext_noop("A note holds at most %(most)s characters; this one has %(has)s."),
    ),
    (
        re.compile(r"At most (?P<most>\d+) characters go with it; this has (?P<has>\d+)\."),
        gettext_noop("At most %(most)s characters go with it; this has %(has)s."),
    ),
    (
        re.compile(r"A label has 1 to (?P<most>\d+) characters\."),
        gettext_noop("A label has 1 to %(most)s characters."),
    ),
    (
        re.compile(r"(?P<who>.+) answered meanwhile\. Read it before you send yours\."),
        gettext_noop("%(who)s answered meanwhile. Read it before you send yours."),
    ),
    (re.compile(r"Presence is one of .+\."), gettext_noop("There is no such presence.")),
    (
        re.compile(r"(?P<network>.+) gives every account these secrets; the .+ is missing\."),
        gettext_noop("%(network)s gives every account its secrets; one is missing."),
    ),
    (
        re.compile(r"(?P<network>.+) is not a network that Palabre knows\."),
        gettext_noop("%(network)s is not a network that Palabre knows."),
    ),
    (
        re.compile(r"A (?P<what>team|client)'s name has 1 to (?P<most>\d+) characters\."),
        gettext_noop("A name has 1 to %(most)s characters."),
    ),
    (
        re.compile(r"One batch takes at most (?P<most>\d+) conversations\."),
        gettext_noop("One batch takes at most %(most)s conversations."),
    ),
    (
        re.compile(r"There are (?P<most>.+) views already: remove one first\."),
        gettext_noop("There are %(most)s views already: remove one first."),
    ),
    (
        re.compile(r"A view's name has 1 to (?P<most>\d+) characters\."),
        gettext_noop("A view's name has 1 to %(most)s characters."),
    ),
    (
        re.compile(r"A tag has 1 to (?P<most>\d+) characters\."),
        gettext_noop("A tag has 1 to %(most)s characters."),
    ),
    (
        re.compile(r"A reason has 1 to (?P<most>\d+) characters\."),
        gettext_noop("A reason has 1 to %(most)s characters."),
    ),
    (
        re.compile(r"Say how it was learnt, in 1 to (?P<most>\d+) characters\."),
        gettext_noop("Say how it was learnt, in 1 to %(most)s characters."),
    ),
    (re.compile(r"The modes are .+\."), gettext_noop("There is no such mode.")),
    (re.compile(r"The flags are .+\."), gettext_noop("There is no such mark.")),
    (re.compile(r"The kinds of consent are .+\."), gettext_noop("There is no such consent.")),
    (re.compile(r"The scopes are .+\."), gettext_noop("There is no such scope.")),
    (re.compile(r"The views are .+\."), gettext_noop("There is no such view.")),
    (re.compile(r"No text goes with .+\."), gettext_noop("No text goes with this act.")),
    (re.compile(r"No length goes with .+\."), gettext_noop("No length goes with this act.")),
    (
        re.compile(r"(?P<network>.+) does not tell who wrote this\."),
        gettext_noop("%(network)s does not tell who wrote this."),
    ),
    (
        re.compile(r"(?P<network>.+) takes at most (?P<most>\d+) seconds here\."),
        gettext_noop("%(network)s takes at most %(most)s seconds here."),
    ),
)


def translate(sentence: str) -> str:
    """Return a refusal in the active language; an unknown one stays as it is."""
    of_a_network = WORDS_OF_NETWORKS.get(sentence)
    if of_a_network is not None:
        return of_a_network.into(get_language() or "en")
    return look_up(sentence, SENTENCES, PATTERNS) or sentence


def look_up(
    sentence: str, sentences: frozenset[str], patterns: Sequence[tuple[re.Pattern[str], str]]
) -> str:
    """Return a known sentence in the active language, its parts filled in; else nothing."""
    if sentence in sentences:
        return _(sentence)
    for pattern, words in patterns:
        found = pattern.fullmatch(sentence)
        if found:
            return _(words) % found.groupdict()
    return ""
