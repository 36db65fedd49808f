"""Sign-in, language, how pages look, and a password of one's own."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palabre.plumbing.errors import Refused
from palabre.web.refusals import translate
from palabre.workspaces.actions import choose_display, choose_first_password
from palabre.workspaces.actions import choose_language as remember_language
from palabre.workspaces.doors import way_back
from palabre.workspaces.forms import SignInForm
from palabre.workspaces.models import Member


class SignIn(LoginView):
    """Asks for e-mail and password."""

    form_class = SignInForm
    template_name = "workspaces/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the member in; the first time, to the first steps."""
        is_first = form.get_user().last_login is None
        answer = super().form_valid(form)
        asked = self.get_redirect_url()
        if is_first and (not asked or asked.rstrip("/") in {"", "/inbox"}):
            return redirect("welcome")
        return answer


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: in a cookie, and with the member who is signed in."""
    answer = redirect(way_back(request, "/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax"
        )
        if isinstance(request.user, Member):
            remember_language(member=request.user, language=language)
    return answer


@require_POST
@login_required
def display(request: HttpRequest) -> HttpResponse:
    """Remember the member's theme and density, and go back."""
    assert isinstance(request.user, Member)
    theme, density = (request.POST.get(name, "") for name in ("theme", "density"))
    try:
        choose_display(member=request.user, theme=theme, density=density)
    except Refused as refusal:
        messages.error(request, translate(refusal.sentence))
    return redirect(way_back(request, "/"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def first_password(request: HttpRequest) -> HttpResponse:
    """Ask a member who was given a password for one of their own."""
    member = request.user
    assert isinstance(member, Member)
    if member.first_password_at is None:
        return redirect("/")
    context = {}
    if request.method == "POST":
        try:
            choose_first_password(member=member, new=request.POST.get("new", ""))
        except Refused as refusal:
            context["refusal"] = translate(refusal.sentence)
        else:
            update_session_auth_hash(request, member)
            messages.success(request, _("The password is yours alone now."))
            return redirect("welcome")
    return render(request, "workspaces/first_password.html", context)
