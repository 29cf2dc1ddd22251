"""For those who teach: the answers of a course as a file for research, without names."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coursesite import clock
from coursesite.accounts.reauthentication import refuse_old_sign_in
from coursesite.http.responses import download
from coursesite.tables.zipped import CONTENT_TYPE
from lessons.models import Course
from quizzes.errors import QuizzesError
from quizzes.forms import ResearchForm
from quizzes.queries.cohorts import LEAST_LEARNERS
from quizzes.services.researching import export_answers
from quizzes.views.teaching import PAGE_METHODS, course_or_404


@require_http_methods(PAGE_METHODS)
@login_required
def research_page(request: HttpRequest, course: str) -> HttpResponse:
    """Streamed; as for every export somebody has to have signed in lately."""
    found = course_or_404(request.user, course)
    refuse_old_sign_in(request)
    form = ResearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        exported = _exported(request, found, form)
        if exported is not None:
            return exported
    context = {"course": found, "form": form, "least": LEAST_LEARNERS}
    return render(request, "quizzes/research.html", context, status=400 if form.errors else 200)


def _exported(request: HttpRequest, course: Course, form: ResearchForm) -> HttpResponse | None:
    today = clock.today()
    try:
        pieces = export_answers(course=course, purpose=form.cleaned_data["purpose"], actor=request.user, today=today)
    except QuizzesError as refusal:
        form.add_error("purpose", str(refusal))
        return None
    return download(pieces, filename=f"answers-{course.slug}-{today:%G-W%V}.zip", content_type=CONTENT_TYPE)
