"""Texts that nobody sends in good faith: very long, full of dates, many wishes at once, in both languages."""

from __future__ import annotations

LONGEST = 10_000
HOSTILE: dict[str, tuple[str, str]] = {  # what it is: its language, and the text
    "long": ("en", "remind me tomorrow to " + "buy milk and call Ann " * 455),
    "long, German": ("de", "erinnere mich morgen daran " + "Milch kaufen und Oma anrufen " * 345),
    "500 dates": ("en", "add " + " ".join(f"{at % 28 + 1}/{at % 12 + 1}/2027" for at in range(500))),
    "500 dates, German": ("de", "Aufgabe: " + " ".join(f"{at % 28 + 1}.{at % 12 + 1}.2027 um 9" for at in range(500))),
    "dates in words, German": ("de", "erinnere mich " + "morgen um 9 und übermorgen um 10 " * 165),
    "joined": ("en", "add tea and remind me tomorrow at 9 to call Ann and " * 18 + "done 5"),
    "joined, German": ("de", "füge Milch hinzu und erinnere mich morgen um 9 Oma anzurufen und " * 14 + "erledige 5"),
    "list": ("en", "\n".join("- call Ann tomorrow at 5 and every second tuesday until june" for _ in range(20))),
    "list of nonsense": ("en", "\n".join("- " + "x" * 450 for _ in range(20))),
    "numbers": ("en", "done " + ", ".join(map(str, range(1, 20)))),
    "one letter": ("en", "add " + "a " * 5_000),
    "quotes": ("de", "„“" * 2_500),
}
