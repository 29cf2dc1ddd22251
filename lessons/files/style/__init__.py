"""The house style of German courses: what the colleague who reads every line would say. `course.style_problems`."""
