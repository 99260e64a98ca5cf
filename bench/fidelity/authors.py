"""Fetch documents that sources of Debian carry both as DOCX or ODT and as the PDF that their authors made of them.

    python bench/fidelity/authors.py FOLDER    some 700 MB are fetched; FOLDER/WORK.PART.docx or .odt, and .pdf, are kept

They are read by `pdf_pairs.py --authors FOLDER` and are not ours to copy into the repository. What cannot be fetched is named. A
pair is left out if the document is short, or if pdfium's text shows that its PDF has other words; of these only sums are told,
for half of the works is sealed.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdf_sets
from manuals import printed_words
from packages import LONG, SUFFIXES, debian
from pypdfium2 import PdfDocument

# work: package; the documents by their names, without what tells their format. No tests of programs, slides or forms; of one
# work five documents at most.
WORKS = """
aprx: aprx; aprx-manual; aprx-requirement-specification
aspectc: aspectc++; ac-languageref-ru
cadencii: cadencii; manual_en; manual_ja
cardpeek: cardpeek; cardpeek_ref.en
castor: castor; ddl_generator_design
cdist: cdist; factsheet
cfitsio: cfitsio; fpackguide
coco: coco-doc; DataStructures; UserManual
csoundqt: csoundqt; QuteCsound Quick Reference (0.4); QuteCsound Quick Reference (0.4)-de; QuteCsound Quick Reference (0.4)-fr
dds: dds; 2014-11 Performance and Benchmarking
discosnp: discosnp; discoSnp_user_guide; vcf_creator_user_guide
e2guardian: e2guardian; V5_Storyboard; V5_list_definition; V5_mode_comparison
epubcheck: epubcheck; ePubCheck-4.0-Preview
eric: eric; eric7-plugin
esapi: libowasp-esapi-java; Analysis-of-ESAPI-2.0-KDF; ESAPI-release-steps; ESAPI-security-bulletin1; ESAPI-security-bulletin4
esapi: libowasp-esapi-java; esapi4java-waf-2.0-policy-file-spec
examl: examl; ExaML
flare: flare-engine; Flare DMG Build Documentation
flowblade: flowblade; FLOWBLADE.DOC.MAN
fonts-arphic: fonts-arphic-ukai; Font_Comparison_ZenKai_UKai
fonts-arphic: fonts-arphic-uming; Font_Comparison_ShanHeiSun_UMing
fonts-gnutypewriter: fonts-gnutypewriter; GNUTypewriter
fonts-manchufont: fonts-manchufont; ManchuFontStandard(Draft)
fonts-sil: fonts-sil-gentiumplus-compact; GentiumPlus-features
fonts-sil: fonts-sil-mingzat; Mingzat-typesample
fonts-sil: fonts-sil-padauk; Padauk-features
fonts-sil: fonts-sil-tagmukay; Tagmukay-SmartFontFeatures
fonts-sil: fonts-sil-taiheritagepro; TaiHeritagePro-features
goldencheetah: goldencheetah; Golden Cheetah Science v1
graphviz: graphviz; graphviz_plugins
gutenprint: gutenprint; gutenprint-users-manual
inchi: inchi; External-contributors; InChI_API_Reference; InChI_TechMan; InChI_UserGuide; inchi-faq
javamorph: javamorph; JavaMorph
jmeter: jakarta-jmeter; jmeter_distributed_testing_step_by_step; jmeter_proxy_step_by_step
knitpy: knitpy; knitpy_overview
knopflerfish: knopflerfish-osgi; kf_osgi_tutorial
kst: kst; Data Source Changes; Grids and Layout; Plot Geometry; PlotAxis; object names
lazarus: lazarus; fr_eng
lib3mf: lib3mf; Lib3MF-1
libcgns: libcgns; CGNS_TestingSpecs
libdigidoc: libdigidoc; SK-CDD-PRG-GUIDE; SK-COM-PRG-GUIDE
libnumbertext: libnumbertext; numbertext; sorosspec
libsbml: libsbml; README-Building_libsbml-5_with_CMake; README-Package_Integration
limesuite: limesuite; Lime_Suite_Compilation_Guide; lms7_api_quick_start_guide
mapcode: mapcode; mapcode_library_c
miglayout: libmiglayout-java; QuickStart
mono: mono; Rx HOL .NET C#
nrpe: nagios-nrpe; NRPE
openlp: openlp; PJLink_Notes
openssn: openssn; manual_es
opensta: opensta; OpenSTA
pcm: pcm; KSysGuard HOWTO
pd-pmpd: pd-pmpd; pm_pmpd_and_expressive_mvt_synthesis
pftools: pftools; pfsearch3_v0.8
planetary-system-stacker: planetary-system-stacker; PlanetarySystemStacker_User-Guide; algorithm_summary
planetary-system-stacker: planetary-system-stacker; PlanetarySystemStacker_User-Guide-German
qelectrotech: qelectrotech; QuickStart_QET_fr
raxml: raxml; NewManual
simbody: simbody; SimbodyAdvancedProgrammingGuide; SimbodyAndMolmodelUserGuide; SimbodyTheoryManual
snap: snap-aligner; QuickStart; SNAP User Manual
sonivox: sonivox; EASLibrary3_5; EAS_API_Reference; EAS_Library_Integration_Guide; JET_Programming_Manual
tiatracker: tiatracker; TIATracker_manual
tilp: tilp2; tilp2 osx
tklib: tklib; PersistentSelection
typescript: node-typescript; TypeScript Language Specification - ARCHIVED
voctomix: voctomix; Shortcut-Cheat-Sheet
winff: winff; WinFF.ca; WinFF.en; WinFF.fr; WinFF.nl
xdg-utils: xdg-utils; test_specification
zemberek: zemberek; zemberek
"""
LEAST = 0.97  # of the document's words, which pdfium finds in the PDF: below, the PDF is of another version
TARBALLS = r"\S+\.orig(?:-\w+)?\.tar\.\w+"  # of a source: upstream's and its components


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """Each line of the table: the work, its package, and the names of its documents."""
    for line in WORKS.split("\n")[1:-1]:
        work, _, said = line.partition(": ")
        package, *names = said.split("; ")
        yield work, package, names


def take(archives: list[Path], names: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """The documents of these names and their PDFs: the name, the suffix, and the largest file of them."""
    largest: dict[tuple[str, str], bytes] = {}
    wanted = {name.casefold(): name for name in names}
    for archive in archives:
        with tarfile.open(archive) as opened:
            for member in opened:
                path = Path(member.name)
                at = wanted.get(path.stem.casefold(), ""), path.suffix.lower()
                if at[0] and at[1] in (*SUFFIXES, ".pdf") and (content := opened.extractfile(member)):
                    largest[at] = max(largest.get(at, b""), content.read(), key=len)
    yield from ((name, suffix, data) for (name, suffix), data in largest.items())


def fair(document: Path) -> bool:
    """Whether a document is long, and the PDF beside it holds its words."""
    pdf = document.with_suffix(".pdf")
    if not pdf.exists():
        return False
    due = Counter(pdf_sets.truth(document).words)
    return due.total() >= LONG and (due & printed_words(PdfDocument(pdf))).total() >= LEAST * due.total()


def main() -> None:
    """Fetch each package, and keep the pairs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        for work, package, names in rows():
            there = Path(temporary) / package
            there.mkdir(exist_ok=True)
            try:
                debian(package, there, TARBALLS)
            except (subprocess.CalledProcessError, FileNotFoundError) as error:
                print(f"{package}: not fetched: {error}", file=sys.stderr)
            for name, suffix, data in take(sorted(there.iterdir()), names):
                (folder / f"{work}.{part(name)}{suffix}").write_bytes(data)
            shutil.rmtree(there)
    found = [path for suffix in SUFFIXES for path in folder.glob(f"*{suffix}")]
    kept = list(filter(fair, found))
    for path in {*folder.iterdir()} - {*kept, *(path.with_suffix(".pdf") for path in kept)}:
        path.unlink()
    print(f"{len(kept)} of {len(found)} pairs stay, {sum(pdf_sets.sealed(path, by_work=True) for path in kept)} of them sealed")


def part(name: str) -> str:
    """A document's name as a part of its work, without points and spaces."""
    return re.sub(r"\W+", "-", name)


if __name__ == "__main__":
    main()
