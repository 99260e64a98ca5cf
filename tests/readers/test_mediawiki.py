"""Pages of a wiki: words of wikitext, without its programs."""

from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.law.mediawiki import wikitext
from moisson.readers.read_options import DEFAULT

READER = FileReader(DEFAULT)


def _read(data: bytes) -> list[Text]:
    raws = [raw for raw in READER.split(File("file.xml", data)) if isinstance(raw, Raw)]
    return [text for raw in raws for text in READER.read(raw.body)]


def test_wikitext_becomes_words() -> None:
    markup = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="sv">
    <siteinfo><sitename>X</sitename></siteinfo><page><title>Köp</title><ns>0</ns><revision>
    <timestamp>2013-02-18T19:47:09Z</timestamp><text>{{Mall|{{inre}}}}'''Köplagen''' gäller
    [[lös sak|lösa saker]], se [http://x.se lagen].&lt;ref&gt;not&lt;/ref&gt;
== 1 § ==
# ett
# två
* punkt
[[Kategori:Lag]] &lt;!-- dold --&gt;
{| class="x"
| cell
|}</text></revision></page>
    <page><title>Diskussion:Köp</title><ns>1</ns><revision><text>Hej</text></revision></page>
    <page><title>Sak</title><ns>0</ns><revision><text>#OMDIRIGERING [[Köp]]</text></revision></page></mediawiki>"""
    (text,) = _read(markup.encode())
    assert text.text == "# Köp\n\nKöplagen gäller\nlösa saker, se lagen.\n\n## 1 §\n\n1. ett\n2. två\n- punkt"
    assert (text.title, text.language, text.created, text.part) == ("Köp", "sv", "2013-02-18", "Köp")


def test_wikitext_that_closes_nothing_takes_time_that_grows_with_it() -> None:
    assert wikitext("<ref>" * 100_000 + "a") == "a"
    assert wikitext("a" + "<!--" * 100_000) == "a"
