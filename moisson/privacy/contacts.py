"""Mail addresses as Europe's offices write them."""

import re
from collections.abc import Iterator, Sequence

from moisson.privacy.spans import Context, Hit, Span

# What stands for @ where a machine shall not read it.
_ALONE = ("arobase", "arroba", "chiocciola", "małpa", "zavináč", "snabel-a")
_WITHIN = (*_ALONE, "at", "ät", "arobas", "zavinac", "kukac", "snabela", "@")
_OPENING = ("(", "[", "{", "<", "( ", "[ ", "{ ")
_DOTS = "dot|point|punkt|punto|ponto|punt|kropka|tečka|bodka|pont|punktum"
_AT = rf"(?i:[ ]?@[ ]?|[ ]?[\[({{<][ ]?(?:{'|'.join(_WITHIN)})[ ]?[\])}}>][ ]?|[ ](?:{'|'.join(_ALONE)})[ ])"
_DOT = rf"(?i:\.[ ]?|[ ]?[\[({{][ ]?(?:\.|{_DOTS})[ ]?[\])}}][ ]?)"
_EMAIL = re.compile(
    rf"""
    (?<![\w.+-])
    (?:[\w+%-]{{1,30}}{_DOT}){{0,4}} [\w+%-]{{1,64}}
    {_AT}
    (?:
        [\w-]+ (?:\.[\w-]+)* \.(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]+)(?![\w@])   # as it should be written
        | [\w-]+ (?:{_DOT}[a-z0-9-]+)* {_DOT}[a-z]{{2,24}}\b      # spaced out: lower case after a dot, or a sentence begins
    )
    """,
    re.VERBOSE,
)
_SPOKEN = re.compile(r"(?<![\w.+-])[\w+%-]+(?: dot [\w+%-]+){0,3} at [\w-]+(?: dot [\w-]+){0,3} dot [a-z]{2,24}\b", re.IGNORECASE)
_FUNCTION = (
    "contacto?|kontakt|contatti?|info(?:rmation|rmacion|rmazioni)?|accueil|mairie|secretariat|sekretariat|segreteria|secretaria|office|mail|mailbox"
    "|post|poststelle|postmottak|webmaster|support|help|helpdesk|hotline|service|services|kundservice|dpo|rgpd|gdpr|privacy|datenschutz|presse?"
    "|registry|registrar|greffe|no-?reply|kirjaamo|registrator|urzad|kancelaria|podatelna|protocollo|pec|urp|achats?|marches|procurement"
    "|tenders?|sourcing|einkauf|vergabe|vergabestelle|kanzlei|verwaltung|rathaus|gemeinde|stadt|direction|rh|hr|personal|bureau|enquir(?:y|ies)"
    "|admin|administration|administracion|amministrazione|communication|kommunikation|comunicacion|redaction|redaktion|legal|juridique|jobs"
)
# Local parts that name a function and no person.
_OFFICE = re.compile(rf"(?:{_FUNCTION})(?:[._-]?(?:{_FUNCTION}|\d++))*")


class Mail:
    """Mail addresses, also spaced out (`nom @ domaine. fr`), with `(at)` and `[point]`, spoken (`name at office dot eu`), and of
    internationalised domains. Role `office` where the local part names a function, else `person`."""

    kinds = ("email",)
    triggers = ("@", *(opening + word for word in _WITHIN if word != "@" for opening in _OPENING), *_ALONE, " dot ")

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        done = 0
        for hit in hits:
            if hit.start < done:
                continue
            first = max(done, text.rfind("\n", 0, hit.start) + 1, hit.start - 100)
            last = text.find("\n", hit.start)
            window = text[first : min(last if last >= 0 else len(text), hit.end + 120)]
            spoken = self.triggers[hit.trigger] == " dot "
            for match in (_SPOKEN if spoken else _EMAIL).finditer(window):
                local, value = _address(match[0], spoken)
                if spoken and not match.start() <= hit.start - first < match.end():
                    continue
                role = "office" if _OFFICE.fullmatch(local) else "person"
                yield Span(first + match.start(), first + match.end(), "email", role, value)
                done = first + match.end()


def _address(written: str, spoken: bool) -> tuple[str, str]:
    plain = written.lower()
    plain = plain.replace(" dot ", ".").replace(" at ", "@") if spoken else re.sub(_DOT, ".", re.sub(_AT, "@", plain))
    return plain.replace(" ", "").partition("@")[0], plain.replace(" ", "")
