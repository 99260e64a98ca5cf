"""Debates and papers of parliaments whose formats came later, by small inputs written by hand."""

from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT


def read(content: str) -> Text:
    (text,) = FileReader(DEFAULT).read(content.encode())
    return text


def test_minutes_of_the_finnish_parliament_have_items_speakers_and_two_languages() -> None:
    chair = (
        "<v:PuheenjohtajaRepliikki><w:PuheenjohtajaTeksti>Puhemies Ala</w:PuheenjohtajaTeksti><s:KappaleKooste>Aika!"
        "</s:KappaleKooste></v:PuheenjohtajaRepliikki>"
    )

    def speech(office: str, name: str, party: str, language: str, *words: str) -> str:
        said = "".join(word if word.startswith("<v:") else f"<s:KappaleKooste>{word}</s:KappaleKooste>" for word in words)
        return (
            f'<v:PuheenvuoroToimenpide><m:AikaTeksti>14.05</m:AikaTeksti><v:Toimija><o:Henkilo m:muuTunnus="1">'
            f"<o:AsemaTeksti>{office}</o:AsemaTeksti><o:EtuNimi>{name}</o:EtuNimi><o:SukuNimi>Oja</o:SukuNimi>"
            f"<o:LisatietoTeksti>{party}</o:LisatietoTeksti></o:Henkilo></v:Toimija>"
            f'<v:PuheenvuoroOsa m:kieliKoodi="{language}"><v:KohtaSisalto>{said}</v:KohtaSisalto>'
            "</v:PuheenvuoroOsa></v:PuheenvuoroToimenpide>"
        )

    spaces = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in "amosvw")
    speeches = speech("", "Anna", "kesk", "fi", "Arvoisa <s:LihavaTeksti>puhemies</s:LihavaTeksti>!", chair, "Jatkan.") + speech(
        "Ministeri", "Kai", "", "sv", "Ärade talman!", "Tack.", chair
    )
    markup = f"""<x:Siirto xmlns:x="http://www.eduskunta.fi/skeemat/siirto/2011/09/07"{spaces}><x:SiirtoMetatieto><a:Laatija>Moi
        </a:Laatija></x:SiirtoMetatieto><p:Poytakirja xmlns:p="urn:p" w:kokousAloitusHetki="2024-02-14T14:00:00"
        m:eduskuntaTunnus="PTK 5/2024 vp"><a:IdentifiointiOsa><m:EduskuntaTunnus>PTK</m:EduskuntaTunnus><m:Nimeke><m:NimekeTeksti>
        Täysistunto</m:NimekeTeksti></m:Nimeke></a:IdentifiointiOsa><v:Asiakohta><w:KohtaNumero>3.</w:KohtaNumero><a:OtsikkoTeksti>
        Vesilaki</a:OtsikkoTeksti>{speeches}<v:PaattyiTeksti>Keskustelu päättyi.</v:PaattyiTeksti></v:Asiakohta></p:Poytakirja>
        </x:Siirto>"""
    text = read(markup)
    assert text.text == (
        "# Täysistunto\n\n## 3. Vesilaki\n\nAnna Oja kesk: Arvoisa puhemies!\n\nPuhemies Ala: Aika!\n\nAnna Oja kesk: Jatkan.\n\n"
        "Ministeri Kai Oja: Ärade talman!\n\nTack.\n\nPuhemies Ala: Aika!\n\nKeskustelu päättyi."
    )
    assert (text.format, text.kind, text.title, text.language) == ("vaski", "debate", "PTK 5/2024 vp Täysistunto", "fi")
    assert (text.created, text.identifiers) == ("2024-02-14", (Identifier("number", "PTK 5/2024 vp"),))
    assert text.languages == (Share("fi", 10), Share("sv", 3))


def test_a_finnish_bill_has_chapters_and_sections_with_their_numbers() -> None:
    act = (
        "<s:Saados><s:SaadosNimekeKooste>Laki vesistä</s:SaadosNimekeKooste><s:Luku>"
        "<s:LukuTunnusKooste>1 luku</s:LukuTunnusKooste><s:SaadosOtsikkoKooste>Yleistä</s:SaadosOtsikkoKooste><s:Pykala>"
        "<s:PykalaTunnusKooste>1 §</s:PykalaTunnusKooste>"
        "<s:MomenttiKooste>Laki koskee vesiä.</s:MomenttiKooste></s:Pykala></s:Luku></s:Saados>"
    )
    markup = (
        '<he:HallituksenEsitys xmlns:he="http://www.eduskunta.fi/skeemat/hallituksenesitys" xmlns:s="urn:s"'
        ' s:laadintaPvm="2020-01-02" s:kieliKoodi="fi"><s:IdentifiointiOsa><s:Nimeke>'
        f"<s:NimekeTeksti>Hallituksen esitys laiksi vesistä</s:NimekeTeksti></s:Nimeke></s:IdentifiointiOsa>"
        f"<s:SaadosOsa>{act}</s:SaadosOsa></he:HallituksenEsitys>"
    )
    text = read(markup)
    assert text.text == (
        "# Hallituksen esitys laiksi vesistä\n\n## Laki vesistä\n\n### 1 luku – Yleistä\n\n#### 1 §\n\nLaki koskee vesiä."
    )
    assert (text.title, text.created, text.kind) == ("Hallituksen esitys laiksi vesistä", "2020-01-02", None)


def test_the_number_of_a_printed_paper_is_kept_where_it_is_a_link_and_that_of_a_page_is_not() -> None:
    words = 'Drucksache <a href="https://a.de/85.pdf" typ="dokumentverweis">19/85</a><a href="S15" typ="druckseitennummer">15</a>'
    markup = f"<dbtplenarprotokoll><sitzungsverlauf><p klasse='T_Drs'>{words}</p></sitzungsverlauf></dbtplenarprotokoll>"
    assert read(markup).text == "Drucksache 19/85"


def test_an_icelandic_speech_has_calls_in_brackets_and_fractions_that_are_attributes() -> None:
    text = read(
        '<?dctm xml_app="Raeduskjal"?><ræða xmlns="http://skema.althingi.is/skema" id="r2017-12-14T16:09:27" skst="SJS">'
        '<umsýsla tími="2017-12-14T16:09:27" lgþ="148"><mál nr="8"><málsheiti>heit unnin</málsheiti></mál></umsýsla><ræðutexti>'
        '<mgr>Hæstv. forseti. <frammíkall skst="BLG">Heyr!</frammíkall> Einn <brot teljari="1" nefnari="3"/> hluti.</mgr>'
        "<mgr><bjalla/><atburður>[Níu þingmenn undirrituðu heit.]</atburður></mgr></ræðutexti></ræða>"
    )
    assert text.text == "Hæstv. forseti. [Heyr!] Einn 1/3 hluti.\n\n[Níu þingmenn undirrituðu heit.]"
    assert (text.format, text.kind, text.language, text.created) == ("althingi", "debate", "is", "2017-12-14")
    assert (text.title, text.url) == ("Heit unnin", "https://www.althingi.is/altext/raeda/148/rad20171214T160927.html")


def test_a_hungarian_speech_is_its_paragraphs_behind_the_name_that_they_may_begin_with() -> None:
    def speech(words: str) -> Text:
        return read(
            '<?xml version="1.0" encoding="utf-8"?><felszolalas ulnap="3" datum="2022.05.17." sorsz="43"><felszolalo>'
            "Kovács Éva (LMP)</felszolalo><beosztas/><felsz_oka>felszólalás</felsz_oka><felsz_ideje>2:05</felsz_ideje>"
            f"<felsz_szovege><div><p><span>{words}</span></p><p>Köszönöm. <i>(Taps.)</i></p></div></felsz_szovege></felszolalas>"
        )

    text = speech("Tisztelt Ház!")
    assert text.text == "Kovács Éva (LMP): Tisztelt Ház!\n\nKöszönöm. (Taps.)"
    assert (text.format, text.kind, text.language, text.created) == ("orszaggyules", "debate", "hu", "2022-05-17")
    assert text.identifiers == (Identifier("number", "3/43"),)
    assert speech("KOVÁCS ÉVA (LMP): Tisztelt Ház!").text == "KOVÁCS ÉVA (LMP): Tisztelt Ház!\n\nKöszönöm. (Taps.)"
