"""The question bank and the quizzes as course files: `bank.BANK` and `quiz.QUIZZES` take part in a course folder."""
