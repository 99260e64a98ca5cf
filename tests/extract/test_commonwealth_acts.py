"""Acts of Canada, British Columbia and New Zealand; the inputs are written by hand in the shapes that their publishers use."""

from moisson.extract.how import DEFAULT
from moisson.extract.law import bc_laws, justice_laws, nz_pco
from moisson.extract.sniff import sniff
from moisson.reader import Identifier, Text

LIMS = 'xmlns:lims="http://justice.gc.ca/lims"'
BC = 'xmlns:{0}="http://www.gov.bc.ca/2013/legislation/{0}" xmlns:bcl="http://www.gov.bc.ca/2013/bclegislation" xmlns:in="in"'


def canadian(inner: str, root: str = "Statute", stated: str = 'in-force="yes" xml:lang="en"') -> Text:
    content = f"<{root} {LIMS} {stated}>{inner}</{root}>".encode()
    assert sniff(content).name == "justice-laws"
    (text,) = justice_laws.read(content, DEFAULT)
    return text


def names(short: str = "Roads Act", more: str = "") -> str:
    return f"<Identification><ShortTitle>{short}</ShortTitle>{more}</Identification>"


def test_a_canadian_act_begins_with_its_titles_and_says_what_it_is() -> None:
    more = "<LongTitle>An Act respecting roads</LongTitle><Chapter><ConsolidatedNumber>R-1</ConsolidatedNumber></Chapter>"
    section = "<MarginalNote>Short title</MarginalNote><Label>1</Label><Text>This is the Roads Act.</Text>"
    body = f"<Body><Section>{section}</Section></Body>"
    text = canadian(names(more=more) + body, stated='lims:pit-date="2024-01-22" in-force="yes" xml:lang="en"')
    assert text.text == "# Roads Act\n\nAn Act respecting roads\n\n## 1 – Short title\n\nThis is the Roads Act."
    assert (text.title, text.language, text.legal_state, text.valid_from) == ("Roads Act", "en", "in-force=yes", "2024-01-22")
    assert text.identifiers == (Identifier("number", "R-1"),)


def test_headings_of_a_canadian_act_hold_what_follows_them() -> None:
    body = (
        '<Body><Heading level="1"><Label>PART 1</Label><TitleText>Access</TitleText></Heading>'
        '<Heading level="2"><TitleText>Requests</TitleText></Heading><Section><Label>1</Label><Text>One.</Text></Section>'
        '<Heading level="1"><Label>PART 2</Label><TitleText>Rest</TitleText></Heading>'
        "<Section><Label>2</Label><Text>Two.</Text></Section></Body>"
        "<Schedule><ScheduleFormHeading><Label>SCHEDULE</Label><OriginatingRef>(Section 1)</OriginatingRef>"
        "<TitleText>Offices</TitleText></ScheduleFormHeading><List><Item><Label>1</Label><Text>An office</Text>"
        "</Item></List></Schedule>"
        "<RecentAmendments><Amendment><AmendmentDate>2024-01-22</AmendmentDate></Amendment></RecentAmendments>"
    )
    assert canadian(names() + body).text == (
        "# Roads Act\n\n## PART 1 – Access\n\n### Requests\n\n#### 1\n\nOne.\n\n## PART 2 – Rest\n\n### 2\n\nTwo.\n\n"
        "## SCHEDULE (Section 1) Offices\n\n1 An office"
    )


def test_a_canadian_section_keeps_its_points_definitions_and_history() -> None:
    section = (
        "<Section><MarginalNote>Right</MarginalNote><Label>4</Label><Subsection><Label>(1)</Label>"
        "<Text>Every person who is</Text>"
        "<Paragraph><Label>(a)</Label><Text>a citizen, or</Text></Paragraph>"
        "<ContinuedSectionSubsection><Text>has a right.</Text></ContinuedSectionSubsection></Subsection>"
        "<Subsection><MarginalNote>Extension</MarginalNote><Label>(2)</Label><Text>In this section,</Text>"
        "<Definition><Text>"
        "<DefinedTermEn>head</DefinedTermEn> means a head; (<DefinedTermFr>chef</DefinedTermFr>)</Text></Definition>"
        "</Subsection><HistoricalNote><HistoricalNoteSubItem>R.S., c. A-1</HistoricalNoteSubItem>"
        "<HistoricalNoteSubItem>2019, c. 18</HistoricalNoteSubItem></HistoricalNote></Section>"
    )
    assert canadian(f"{names()}<Body>{section}</Body>").text == (
        "# Roads Act\n\n## 4 – Right\n\n(1) Every person who is\n\n(a) a citizen, or\n\nhas a right.\n\nExtension\n\n"
        "(2) In this section,\n\nhead means a head; (chef)\n\n- R.S., c. A-1\n- 2019, c. 18"
    )


def test_words_that_a_canadian_act_quotes_are_no_divisions_of_it() -> None:
    quoted = "<AmendedText><Section><Label>9</Label><Text>New words.</Text></Section></AmendedText>"
    body = f"<Body><Section><Label>1</Label><Text>Section 9 is replaced:</Text>{quoted}</Section></Body>"
    assert canadian(names() + body).text == "# Roads Act\n\n## 1\n\nSection 9 is replaced:\n\n9 New words."


def test_a_canadian_regulation_has_a_day_of_registration_and_notes_below_its_order() -> None:
    more = (
        "<InstrumentNumber>DORS/2002-227</InstrumentNumber>"
        "<RegistrationDate><Date><YYYY>2002</YYYY><MM>6</MM><DD>11</DD></Date></RegistrationDate>"
    )
    order = (
        '<Order><Provision><Text>Sur recommandation<FootnoteRef idref="n1">a</FootnoteRef>, il est décrété.</Text></Provision>'
        '<Footnote id="n1"><Label>a</Label><Text>L.C. 2001, ch. 27</Text></Footnote></Order>'
    )
    body = "<Body><Section><Label>1</Label><Text>A = B × C</Text></Section></Body>"
    text = canadian(names("Règlement", more) + order + body, "Regulation", 'regulation-type="SOR" xml:lang="fr"')
    assert text.text == "# Règlement\n\nSur recommandation (a), il est décrété.\n\n(a) L.C. 2001, ch. 27\n\n## 1\n\nA = B × C"
    assert (text.created, text.language, text.legal_state) == ("2002-06-11", "fr", None)
    assert text.identifiers == (Identifier("number", "DORS/2002-227"),)


def new_zealand(inner: str) -> Text:
    root = '<act year="2007" act.no="97" date.assent="2007-11-15" stage="in-force" date.as.at="2024-06-01">'
    content = f"{root}<cover><title>Property Act 2007</title><assent>2007</assent></cover>{inner}</act>".encode()
    assert sniff(content).name == "nz-pco"
    (text,) = nz_pco.read(content, DEFAULT)
    return text


def test_an_act_of_new_zealand_says_what_its_bare_labels_mean() -> None:
    text = new_zealand(
        "<contents>1 Title</contents><front><long-title><para><text>An Act of property.</text></para></long-title></front><body>"
        "<part><label>1</label><heading>Machinery</heading><crosshead>Odds</crosshead><prov><label>3A</label>"
        "<heading>Title</heading>"
        "<prov.body><subprov><label>2</label><para><text>It covers—</text><label-para><label>a</label><para>"
        "<text>land:</text></para>"
        "</label-para></para></subprov></prov.body><cf>1908 No 32 s 3</cf></prov></part></body>"
        "<schedule.group><schedule><label>1</label><heading>Covenants</heading><schedule.provisions><para>"
        "<text>Pay.</text></para>"
        "</schedule.provisions></schedule><schedule><label>FIRST SCHEDULE</label><heading>Forms</heading></schedule>"
        "</schedule.group>"
    )
    assert text.text == (
        "# Property Act 2007\n\nAn Act of property.\n\n## Part 1 – Machinery\n\n### Odds\n\n### 3A – Title\n\n(2) It covers—\n\n"
        "(a) land:\n\nCompare: 1908 No 32 s 3\n\n## Schedule 1 – Covenants\n\nPay.\n\n## FIRST SCHEDULE – Forms"
    )
    assert (text.created, text.valid_from, text.legal_state) == ("2007-11-15", "2024-06-01", "in-force")
    assert text.identifiers == (Identifier("number", "2007 No 97"),)


def test_a_repealed_provision_of_new_zealand_says_so_and_quotations_are_no_divisions() -> None:
    text = new_zealand(
        '<body><prov deletion-status="repealed"><label>2</label><heading>Gone</heading><prov.body/><notes><history><history-note>'
        "Section 2: repealed.</history-note></history></notes></prov><prov><label>3</label><heading>New</heading>"
        "<prov.body><para>"
        "<text>Replace section 12 with:</text><amend><prov><label>12</label><heading>Roads</heading><prov.body><para>"
        "<text>Words.</text></para></prov.body></prov></amend></para></prov.body></prov></body>"
    )
    assert text.text == (
        "# Property Act 2007\n\n## 2 – Gone\n\n[Repealed]\n\nSection 2: repealed.\n\n## 3 – New\n\nReplace section 12 with:\n\n"
        "12 – Roads\n\nWords."
    )


def british_columbian(inner: str, root: str = "reg:regulation") -> Text:
    prefix, name = root.split(":")
    spaces = BC.format(name).replace(f"xmlns:{name}", f"xmlns:{prefix}")
    content = f"<{root} {spaces}>{inner}</{root}>".encode()
    assert sniff(content).name == "bc-laws"
    (text,) = bc_laws.read(content, DEFAULT)
    return text


def test_a_regulation_of_british_columbia_says_what_its_bare_numbers_mean() -> None:
    text = british_columbian(
        "<reg:acttitle>Care Act</reg:acttitle><reg:title>Care Regulation</reg:title><reg:regnum>96/2009</reg:regnum>"
        "<reg:deposited>March 27, 2009</reg:deposited><reg:content><bcl:part><bcl:num>1</bcl:num><bcl:text>Definitions</bcl:text>"
        "<bcl:section><bcl:marginalnote>Duties</bcl:marginalnote><bcl:num>2</bcl:num><bcl:subsection><bcl:num>1</bcl:num>"
        "<bcl:text>A licensee under the <bcl:link><in:doc>Care Act</in:doc></bcl:link> must</bcl:text><bcl:paragraph>"
        "<bcl:num>a</bcl:num>"
        "<bcl:text>keep records,</bcl:text></bcl:paragraph><bcl:text>as asked.</bcl:text></bcl:subsection>"
        "<bcl:hnote>[am. 2016.]</bcl:hnote>"
        "</bcl:section></bcl:part><bcl:schedule><bcl:scheduletitle>Schedule A</bcl:scheduletitle>"
        "<bcl:text>Food.</bcl:text></bcl:schedule>"
        "</reg:content>"
    )
    assert text.text == (
        "Care Act\n\n# Care Regulation\n\nMarch 27, 2009\n\n## Part 1 – Definitions\n\n### 2 – Duties\n\n"
        "(1) A licensee under the Care Act must\n\n(a) keep records,\n\nas asked.\n\n[am. 2016.]\n\n## Schedule A\n\nFood."
    )
    assert (text.title, text.created) == ("Care Regulation", "2009-03-27")
    assert text.identifiers == (Identifier("number", "B.C. Reg. 96/2009"),)


def test_an_act_of_british_columbia_is_named_by_year_and_chapter() -> None:
    text = british_columbian(
        "<act:title>Roads Act</act:title><act:chapter>25</act:chapter><act:yearenacted>2011</act:yearenacted><act:content>"
        "<bcl:section><bcl:marginalnote>Purpose</bcl:marginalnote><bcl:num>1</bcl:num><bcl:text>Roads.</bcl:text></bcl:section>"
        "</act:content>",
        "act:act",
    )
    assert text.text == "# Roads Act\n\n## 1 – Purpose\n\nRoads."
    assert text.identifiers == (Identifier("number", "2011, c. 25"),)
