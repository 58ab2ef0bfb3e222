"""The few words that Discord's widgets need beside the core's sentences, in English and German; a pure table."""

from __future__ import annotations

from datetime import date

ENGLISH = "en"
_DAYS, _MONTHS, _DAY = "days", "months", "day"
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        _DAYS: "Mon Tue Wed Thu Fri Sat Sun",
        _MONTHS: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        _DAY: "{weekday} {on.day} {month} {on.year}",
        "due": "due {when}",
        "snooze": "Snooze",
        "choose": "Choose…",
        "more": "There is more than fits here: say it in words, like “done 12”.",
        "form_expired": "That took too long for a form to open. Please try again.",
        "unavailable": "That did not work just now. Please try again in a minute.",
        "unread": "I cannot read that: in a channel Discord shows me only what mentions me."
        " Mention me in your reply, write to me directly, or use /do.",
        "hears": "In a server's channels Discord shows me only what mentions me or replies to me: everything else there"
        " stays unread (the message content intent is off). Or use /do, which only you see.",
        "hears_all": "In a server's channels I act only on what mentions me or replies to me. Or use /do, which only"
        " you see.",
        "assign": "Assign to {name}",
        "assign_task": "Task: number or title",
        "part_text": "Text",
        "part_due": "Due date",
        "part_people": "People and list",
        "part_repeat": "Repeat",
        "change": "What shall change?",
        "repeat": "When, for example: every monday at 9",
        "date": "friday, or 2026-03-09",
        "time": "2 pm, or 14:30",
    },
    "de": {
        _DAYS: "Mo Di Mi Do Fr Sa So",
        _MONTHS: "Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez",
        _DAY: "{weekday}, {on.day}. {month} {on.year}",
        "due": "fällig {when}",
        "snooze": "Schlummern",
        "choose": "Auswählen…",
        "more": "Es gibt mehr, als hier Platz hat: sag es in Worten, etwa „erledigt 12“.",
        "form_expired": "Das hat zu lange gedauert, um ein Formular zu öffnen. Bitte versuche es noch einmal.",
        "unavailable": "Das hat gerade nicht geklappt. Bitte versuche es in einer Minute noch einmal.",
        "unread": "Das kann ich nicht lesen: in einem Kanal zeigt mir Discord nur, was mich erwähnt."
        " Erwähne mich in deiner Antwort, schreibe mir direkt, oder nimm /do.",
        "hears": "In den Kanälen eines Servers zeigt mir Discord nur, was mich erwähnt oder mir antwortet: alles andere"
        " bleibt dort ungelesen (der „Message Content Intent“ ist aus). Oder nimm /do, das nur du siehst.",
        "hears_all": "In den Kanälen eines Servers tue ich nur, was mich erwähnt oder mir antwortet. Oder nimm /do, das"
        " nur du siehst.",
        "assign": "{name} zuweisen",
        "assign_task": "Aufgabe: Nummer oder Titel",
        "part_text": "Text",
        "part_due": "Fälligkeit",
        "part_people": "Leute und Liste",
        "part_repeat": "Wiederholung",
        "change": "Was soll sich ändern?",
        "repeat": "Wann, etwa: jeden Montag um 9",
        "date": "Freitag, oder 2026-03-09",
        "time": "14 Uhr, oder 14:30",
    },
}


def word(name: str, language: str | None = ENGLISH, /, **blanks: object) -> str:
    """It in this language (its first two letters count), in English where there is no other."""
    words = _WORDS.get((language or ENGLISH)[:2].lower(), _WORDS[ENGLISH])
    return words[name].format(**blanks) if blanks else words[name]


def day(on: date, language: str | None = ENGLISH) -> str:
    """ "Wed 4 Mar 2026": never an instant, which readers would see on another day."""
    weekday = word(_DAYS, language).split()[on.weekday()]
    return word(_DAY, language, on=on, weekday=weekday, month=word(_MONTHS, language).split()[on.month - 1])
