"""What somebody confuses with what: for her own eyes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quizzes.queries.profiles import courses_with_evidence, profile_of


@require_safe
@login_required
def profile_page(request: HttpRequest) -> HttpResponse:
    courses = courses_with_evidence(request.user)
    wanted = request.GET.get("course", "")
    course = next((course for course in courses if course.slug == wanted), courses[0] if courses else None)
    shown = profile_of(request.user, course) if course else None
    context = {"shown": shown, "course": course, "courses": courses if len(courses) > 1 else ()}
    return render(request, "quizzes/profile.html", context)
