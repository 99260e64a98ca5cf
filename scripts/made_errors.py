"""Errors as recognition makes them, made at a known rate: to scale the tables of noise by, and to measure them on."""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterable

# Each letter with those that recognition takes for it.
LATIN = "eco ceo o0ce l1iI! il1j! nur unv hb bh6 aoun sf5 tfl ft rtn vy gq9 yv pn éée6 èe àa üu öo čc šs žz áa íi łl ąa ęe"
GREEK = "ασο οσθ νυγ υνο ηπν ρο τιγ ιτί κχ ες ςε λχ"
CYRILLIC = "инп нип пнл шщи щш цп есо сео ос лп внь тг гт зэ жх кн ьв ял ал ух ро"
HEBREW = "החת חהת תחה בכנ כבנ נגכ גנז דרך רדו וזין זוןי יוזן'ן ןוז םס סם מטס טמ עצ צעץ שע אנצ פכ קף לכ ףק"
ARABIC = (
    "بتثني تبثني ثتبشن نبتثي يبتنئى ئيىن جحخ حجخ خحج چجح دذر ذدز رزدو زرذژ ژز سشص شس صضس ضص طظ ظط عغف غعف"
    " فقغ قف كلک کگل گک لاك اأإآل أاإ إاأ آا ةه هةم مه وؤر ىيئ یىيئ پبت ےی ہھه ںن ٹتث ڈد ڑر"
)
ARMENIAN = "սոռև ոսպ ռրո ուն նուհ հնի պաո ասպ գզդ զգ դգղ ղդ րռի իլր լիի եէե էե ցզծ ծճց ճծ ձճ վկ կվի մս տպ քբ բքր շջ ջշ յչ չյ ֆփ"
GEORGIAN = "აბხ ბაზ გვა ვგკ დლო ლდო ერჟ რიო იოთ თიო კვპ მნძ ნმხ ხნჩ ოიდ პკბ სხზ ზსჭ უყა ყუქ ფჟ ქყ ტს შწძ წშ ძმშ ჩხ ცვ ჭჯ ჯჭ ჰპ ღლ"
DEVANAGARI = (
    "कफव वबच बवप पषय षपण यथप थयप मभस भमन सरम रसन तनल नतग गमन दटढ टठद ठट ढटद डङइ"
    " ङड इड घधछ धघ जज़च चज खरव हहड लत शग णष िी ीि ेै ैे ोौ ौो ुू ूु ं"
)
SCRIPTS = f"{LATIN} {GREEK} {CYRILLIC} {HEBREW} {ARABIC} {ARMENIAN} {GEORGIAN} {DEVANAGARI}"
ALIKE = {each[0]: each[1:] for each in SCRIPTS.split() if len(each) > 1}
PAIRS = {"m": "rn", "w": "vv", "d": "cl", "м": "лл", "ы": "ьі", "μ": "ιι"}


def is_letter(char: str) -> bool:
    """Whether it is a letter, or a mark: the vowels of some scripts are marks."""
    return unicodedata.category(char)[0] in "LM"


def letters_of(texts: Iterable[str]) -> str:
    """The letters that a language uses, but for slips."""
    counts = Counter(char for text in texts for char in text.lower() if is_letter(char))
    return "".join(sorted(char for char, count in counts.items() if count * 2_000 > counts.total()))


def damaged(text: str, rate: float, letters: str, chance: random.Random) -> str:
    """The text with about so many of its characters wrong, spaces and line breaks aside.

    Half of the errors are look-alikes of the script; the rest are other letters of the language, letters lost, doubled or split
    off, and symbols.
    """
    out = []
    for char in text:
        if char.isspace() or chance.random() >= rate:
            out.append(char)
        elif not is_letter(char):
            out.append(chance.choice(["", ".", ",", "'", " "]))
        else:
            out.append(wrong(char, letters, chance))
    return "".join(out)


def wrong(char: str, letters: str, chance: random.Random) -> str:
    small = char.lower()
    kind = chance.random()
    if kind < 0.5 and (small in ALIKE or small in PAIRS):
        return PAIRS.get(small) or chance.choice(ALIKE[small])
    if kind < 0.8:
        return chance.choice(letters)
    return chance.choice(["", "", char + chance.choice(letters), char + " ", chance.choice(".,'-^~*|;:1")])
