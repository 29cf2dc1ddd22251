"""The question bank and the quizzes as course files: `parts` lets them take part in a course folder."""
