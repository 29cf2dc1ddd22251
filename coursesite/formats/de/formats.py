"""How German writes a moment: Django's own format has neither the comma nor the “Uhr” after a time.

A space that holds keeps “9.” with its month and “14:03” with its “Uhr”, as in print.
"""

DATE_FORMAT = "j.\N{NO-BREAK SPACE}F Y"
TIME_FORMAT = "H:i\N{NO-BREAK SPACE}\\U\\h\\r"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"
MONTH_DAY_FORMAT = "j.\N{NO-BREAK SPACE}F"
SHORT_DATETIME_FORMAT = f"d.m.Y, {TIME_FORMAT}"
