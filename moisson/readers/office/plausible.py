"""Whether words can be in the language that a file claims: what word processors state is often only where they were installed."""

import re
from collections import Counter

from moisson.readers.contract import Share

MOST = 20_000  # characters looked at
ENOUGH = 15  # function words of another language, before a claim is doubted
TIMES = 4  # as many as of the language that is claimed

# The commonest function words, few of which two languages share.
COMMON = {
    "bg": "и на да за се от не че са по към като при или",
    "ca": "i la de que el els les per amb una no és del als",
    "cs": "a se na je že v s pro které nebo jako podle není byl",
    "da": "og i at er det til af den som med en på for ikke",
    "de": "und der die das in den von zu mit des nicht ist für auf",
    "el": "και το του της η να την των με για στην που από τα",
    "en": "the of and to in a is that for it be as with by",
    "es": "de la que el en y los del se las por un para con",
    "et": "ja on ei et see kui või ning mis oli ka tema mida selle",
    "eu": "eta da ez bat du dira edo izan dute den baina egin hau ere",
    "fi": "ja on ei että se oli tai sekä ovat kun myös jos mukaan joka",
    "fr": "de la le et les des en un du une que est pour dans",
    "ga": "an na agus ar le go do i is sé bhí ag nó den",
    "gl": "de a que o e do da en os se as para con unha",
    "hr": "i u je se na za da koji od su o s ili te",
    "hu": "a az és hogy nem is egy ez meg vagy van azt csak már",
    "is": "og að í er á sem til við um með ekki það var af",
    "it": "di e che la il in per un del della non i le con",
    "lb": "an de der déi vun den d si mat fir op datt huet net",
    "lt": "ir į kad yra iš su bei ar kaip už tai pagal ne būti",
    "lv": "un ir ka no uz ar par tas vai kas pēc tiek ja kā",
    "mt": "ta li u tal fil jew mill minn din dan għal biex għandu il",
    "nb": "og i å det er til av en som for på med ikke den",
    "nl": "de van het een en in te dat op is voor met die niet",
    "nn": "og i å det er til av ein som for på med ikkje dei",
    "pl": "i w na z do nie się jest o że oraz od przez lub",
    "pt": "de a que o e do da em os no se na para com",
    "ro": "de și în a la cu care să pe din nu un sau este",
    "ru": "и в на не с что по от для как или из его при",
    "sk": "a sa na je že v s pre ktoré alebo ako podľa nie bol",
    "sl": "in je v na za da se so ki pri ali ne o iz",
    "sr": "и у је се на за да који од су о с или те",
    "sv": "och i att det är som en på av för med den till inte",
    "tr": "ve bir bu da için ile de olarak olan daha çok gibi en ne",
    "uk": "і в на не з що до від для як або за та у",
}
SETS = {code: frozenset(words.split()) for code, words in COMMON.items()}
WORD = re.compile(r"[^\W\d_]+")


def plausible(code: str, text: str) -> bool:
    """Whether a text may be in a language; false only where another one is evident."""
    if code not in SETS:
        return True
    counts = Counter(WORD.findall(text[:MOST].lower()))
    own = sum(counts[word] for word in SETS[code])
    other = max(sum(counts[word] for word in words) for words in SETS.values())
    return other < ENOUGH or other < TIMES * own


def stated_languages(shares: tuple[Share, ...], text: str) -> tuple[Share, ...]:
    """What a file says of the languages of its words, unless the first of them is not the text's."""
    return shares if not shares or plausible(shares[0].language, text) else ()
