"""The house style of questions: one by one, as a pool, and as what an exam draws from. See `quizzes.files.parts`."""
