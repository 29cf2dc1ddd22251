"""A picture put into a text while it is written: uploaded by a script, and given back as the Markdown that shows it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext_lazy as _

from coursesite import clock
from coursesite.errors import ServiceError
from coursesite.http.responses import json_error
from lessons.files.pictures import MAX_UPLOAD_BYTES
from lessons.models import Lesson
from lessons.services.illustrating import FAULTS, MAX_ALT, add_figure

MAX_CAPTION = 300
ABOUT_ALT = frozenset({"no-alt", "long-alt"})  # all other refusals are about the file
BRACKETS = str.maketrans("[]", "()")


class PictureForm(forms.Form):
    """What each upload asks."""

    file = forms.FileField(label=_("file"), help_text=_("at most 8 MB"))
    alt = forms.CharField(
        label=_("description"),
        max_length=MAX_ALT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the picture shows, for people who cannot see it."),
    )

    def clean_file(self) -> Any:
        """Before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise ValidationError(FAULTS["too-large"] % {"megabytes": MAX_UPLOAD_BYTES // 1_000_000})
        return file


class FigureUploadForm(PictureForm):
    caption = forms.CharField(
        label=_("caption"), required=False, max_length=MAX_CAPTION, help_text=_("Empty: the figure has no caption.")
    )


def upload_form() -> FigureUploadForm:
    """Beside the form of the text, whose fields have other ids."""
    return FigureUploadForm(auto_id="id_figure_%s")


def upload_answer(request: HttpRequest, lesson: Lesson | None) -> HttpResponse:
    """JSON: {"markdown"}, or 400 and {"errors": {field: sentence}}. None: not hers to write."""
    if not request.user.is_authenticated:
        return json_error("sign-in", 401)
    if lesson is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = FigureUploadForm(request.POST, request.FILES)
    figure = _added(request, lesson, form) if form.is_valid() else None
    if figure is None:
        return json_error("invalid", 400, errors={name: " ".join(said) for name, said in form.errors.items()})
    values = form.cleaned_data
    return JsonResponse({"markdown": figure_markdown(figure.name, values["alt"], values["caption"])})


def figure_markdown(name: str, alt: str, caption: str) -> str:
    """As coursesite.markup reads it: no brackets in the description, no end of a link in the caption."""
    alt = " ".join(alt.split()).translate(BRACKETS)
    caption = " ".join(caption.split()).replace("](", "] (")
    return f'![{alt}]({name} "{caption}")' if caption else f"![{alt}]({name})"


def _added(request: HttpRequest, lesson: Lesson, form: FigureUploadForm) -> Any:
    """None where the picture is refused; the form says why."""
    file, alt = form.cleaned_data["file"], form.cleaned_data["alt"]
    try:
        return add_figure(
            course=lesson.unit.course,
            name=file.name,
            content=file.read(),
            alt=alt,
            author=request.user,
            now=clock.now(),
        )
    except ServiceError as refusal:
        form.add_error("alt" if refusal.code in ABOUT_ALT else "file", str(refusal))
        return None
