"""What all tests share."""

import os

from hypothesis import settings

# New examples are searched for while developing; a change is judged by the same ones each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
