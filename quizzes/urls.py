from django.urls import path

from quizzes.views import (
    attempt,
    cards,
    checks,
    contrast,
    notices,
    objecting,
    preview,
    profile,
    quiz,
    review,
    saving,
    settling,
    teaching,
)

app_name = "quizzes"
urlpatterns = [
    path("courses/<slug:course>/quizzes/<slug:quiz>/", quiz.quiz_page, name="quiz"),
    path("courses/<slug:course>/quizzes/<slug:quiz>/start/", quiz.quiz_start, name="quiz-start"),
    path("courses/<slug:course>/lessons/<slug:lesson>/check/<slug:uid>/", checks.check_answer, name="check-answer"),
    path("courses/<slug:course>/quizzes/<slug:quiz>/preview/", preview.preview_page, name="preview"),
    path("courses/<slug:course>/contrasts/<slug:pair>/", contrast.contrast_page, name="contrast"),
    path("me/profile/", profile.profile_page, name="profile"),
    path("me/practice/", cards.cards_page, name="cards"),
    path("me/practice/next/", cards.card_page, name="card"),
    path("me/practice/answers/<slug:attempt>/<int:n>/", cards.answer_page, name="card-answer"),
    path("teach/", teaching.teach_page, name="teach"),
    path("teach/answers/<int:slot>/", teaching.mark_page, name="mark"),
    path("teach/courses/<slug:course>/confusions/", teaching.cohort_page, name="cohort"),
    path("teach/courses/<slug:course>/grant/", teaching.grant_page, name="grant"),
    path("teach/courses/<slug:course>/objections/", settling.objections_page, name="objections"),
    path("teach/courses/<slug:course>/settle/<slug:uid>/<int:version>/", settling.settle_page, name="settle"),
    path("notices/<int:notice>/seen/", notices.notice_seen, name="notice-seen"),
    path("attempts/<slug:attempt>/", attempt.attempt_home, name="attempt"),
    path("attempts/<slug:attempt>/questions/<int:n>/", attempt.question_page, name="question"),
    path("attempts/<slug:attempt>/questions/<int:n>/objection/", objecting.object_page, name="object"),
    path("attempts/<slug:attempt>/save/", saving.save, name="save"),
    path("attempts/<slug:attempt>/submit/", attempt.submit_page, name="submit"),
    path("attempts/<slug:attempt>/review/", review.review_page, name="review"),
    path("attempts/<slug:attempt>/skip/", review.skip_lessons, name="skip"),
]
