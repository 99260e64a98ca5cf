"""What a person is in a document; the policy decides by it."""

from typing import Literal

Role = Literal[
    "judge",  # judges, prosecutors, advocates general: the magistrates
    "clerk",  # registrars and court clerks
    "lawyer",  # advocates, notaries, bailiffs: who acts for a party by profession
    "expert",
    "police",
    "minister",
    "member",  # of a parliament
    "official",  # who acts for a public body: mayors, prefects, directors, agents of a government
    "party",  # litigants, accused, victims, and their families
    "witness",
    "petitioner",
    "private",  # whose birth or home the text gives
    "author",
    "cited",  # in the name of another case
    "person",  # named, and nothing more known
]
