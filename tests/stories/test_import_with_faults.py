"""An instructor uploads a file of questions with faults, sees them by line, corrects it, and imports it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.models import StagedFile
from quizzes.formats import all_formats
from quizzes.models import Question
from tests.factories.quizzes import make_quiz_course
from tests.factories.workshop import make_instructor, signed_in

pytestmark = pytest.mark.django_db

IMPORT = "/admin/quizzes/question/import/"
GIFT = """// Aus dem alten Kurs

::kork::Was schwimmt?{
{mark}Kork#Er ist fast nur Luft.
~Münze#Metall ist schwerer.
~Glas#Auch Glas ist schwerer.
}

::hut::Wie heißt die Größe eines Huts?{=Hutgröße ####Der Kopf zählt.}
"""
MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="multichoice">
<name><text>kork</text></name>
<questiontext format="html"><text>Was schwimmt?</text></questiontext>
<idnumber>kork</idnumber>
<single>true</single>
<answer fraction="{mark}"><text>Kork</text><feedback><text>Er ist fast nur Luft.</text></feedback></answer>
<answer fraction="0"><text>Münze</text><feedback><text>Metall ist schwerer.</text></feedback></answer>
<answer fraction="0"><text>Glas</text><feedback><text>Auch Glas ist schwerer.</text></feedback></answer>
</question>
<question type="shortanswer">
<name><text>hut</text></name>
<questiontext format="html"><text>Wie heißt die Größe eines Huts?</text></questiontext>
<idnumber>hut</idnumber>
<generalfeedback><text>Der Kopf zählt.</text></generalfeedback>
<answer fraction="100"><text>Hutgröße</text></answer>
</question>
</quiz>
"""
# format → (file, what stands for the correct answer there: wrong and right)
FILES = {"gift": (GIFT, "~", "="), "moodle_xml": (MOODLE, "0", "100")}


def upload(client, course, key, text):
    file = SimpleUploadedFile("fragen", text.encode())
    values = {"format": key, "course": course.pk, "pool": "practice", "file": file}
    return client.get(client.post(IMPORT, values).url)


@pytest.mark.parametrize("key", [key for key in FILES if key in all_formats()])
def test_a_file_with_faults_is_corrected_and_imported(key):
    course = make_quiz_course(slug="kurs", access="assigned")
    client = signed_in(make_instructor(course))
    text, wrong, right = FILES[key]

    page = upload(client, course, key, text.replace("{mark}", wrong))
    assert [count for _label, count in page.context["counts"]] == [1, 0, 0, 0, 1]
    assert re.search(r"\b[1-9]\b.*kork", page.context["errors"][0])
    assert page.context["errors"][0].split("kork")[1].strip(": ") in page.content.decode()
    client.post(IMPORT, {"staged": StagedFile.objects.get().public_id})
    assert Question.objects.count() == 0

    page = upload(client, course, key, text.replace("{mark}", right))
    assert [count for _label, count in page.context["counts"]] == [2, 0, 0, 0, 0]
    answer = client.post(IMPORT, {"staged": StagedFile.objects.get().public_id}, follow=True)
    assert re.findall(r"\d+", str(next(iter(answer.context["messages"])))) == ["2", "0", "0"]
    assert set(Question.objects.values_list("uid", "status", "current__type")) == {
        ("kork", "draft", "multiple"),
        ("hut", "draft", "short"),
    }

    page = upload(client, course, key, text.replace("{mark}", right))
    assert [count for _label, count in page.context["counts"]] == [0, 0, 2, 0, 0]
