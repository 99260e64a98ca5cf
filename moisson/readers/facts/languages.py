"""Language codes: from ISO 639-2 and 639-3, as XML and catalogues write them, to ISO 639-1."""

import re

# Every language of ISO 639-1, with its code in ISO 639-3 (and 639-2/T) and, where it is another, in 639-2/B.
CODES = """
aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze ba bak be bel bg bul bi bis bm bam
bn ben bo bod br bre bs bos ca cat ce che ch cha co cos cr cre cs ces cu chu cv chv cy cym da dan de deu dv div dz dzo
ee ewe el ell en eng eo epo es spa et est eu eus fa fas ff ful fi fin fj fij fo fao fr fra fy fry ga gle gd gla gl glg
gn grn gu guj gv glv ha hau he heb hi hin ho hmo hr hrv ht hat hu hun hy hye hz her ia ina id ind ie ile ig ibo ii iii
ik ipk io ido is isl it ita iu iku ja jpn jv jav ka kat kg kon ki kik kj kua kk kaz kl kal km khm kn kan ko kor kr kau
ks kas ku kur kv kom kw cor ky kir la lat lb ltz lg lug li lim ln lin lo lao lt lit lu lub lv lav mg mlg mh mah mi mri
mk mkd ml mal mn mon mr mar ms msa mt mlt my mya na nau nb nob nd nde ne nep ng ndo nl nld nn nno no nor nr nbl nv nav
ny nya oc oci oj oji om orm or ori os oss pa pan pi pli pl pol ps pus pt por qu que rm roh rn run ro ron ru rus rw kin
sa san sc srd sd snd se sme sg sag si sin sk slk sl slv sm smo sn sna so som sq sqi sr srp ss ssw st sot su sun sv swe
sw swa ta tam te tel tg tgk th tha ti tir tk tuk tl tgl tn tsn to ton tr tur ts tso tt tat tw twi ty tah ug uig uk ukr
ur urd uz uzb ve ven vi vie vo vol wa wln wo wol xh xho yi yid yo yor za zha zh zho zu zul
"""
BIBLIOGRAPHIC = """
bo tib cs cze cy wel de ger el gre eu baq fa per fr fre hy arm is ice ka geo mi mao mk mac ms may my bur nl dut ro rum
sk slo sq alb zh chi hr scr sr scc et ekk lv lvs
"""
SHORT = dict(zip(CODES.split()[1::2], CODES.split()[::2], strict=True))
SHORT.update(zip(BIBLIOGRAPHIC.split()[1::2], BIBLIOGRAPHIC.split()[::2], strict=True))
KNOWN = frozenset(SHORT.values())
COUNTRIES = {"gr": "el", "cz": "cs", "dk": "da", "ua": "uk", "jp": "ja", "esp": "es"}  # of one language, and no code of another
NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis"))
CODE = re.compile(r"(?:.*[/#])?([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


def iso639(code: str) -> str | None:
    """ISO 639-1, or 639-3 where there is no shorter code; None for what is no language code.

    Takes codes of both standards in either case, tags (`fr-BE`), and addresses that end in one (`…/authority/language/FRA`).
    """
    found = CODE.fullmatch(code.strip())
    if found is None:
        return None
    primary = found[1].lower()
    if primary in KNOWN:
        return primary
    if primary in COUNTRIES:
        return COUNTRIES[primary]
    if len(primary) == 3 and primary not in NO_LANGUAGE:
        return SHORT.get(primary, primary)
    return None
