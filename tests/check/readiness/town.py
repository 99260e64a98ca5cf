"""A town's folder as a data officer finds it: personal data, a copy, a locked file, a catalogue record without much."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from office_files import docx
from small_pdf import pdf, show

# Invented, and valid where a check digit says so.
MAIL = "claire.dumontier@gmail.com"
PHONE = "06 12 34 56 78"
IBAN = "FR76 3000 6000 0112 3456 7890 189"
NIR = "2 84 03 42 218 046 27"
VALUES = (MAIL, PHONE, IBAN, NIR, "Dumontier", "0612345678", "284034221804627")
LETTER = (
    f"Votre demande a bien été reçue par le service de la petite enfance. Vous pouvez être jointe au {PHONE} ou à l'adresse "
    f"{MAIL}, que vous nous avez donnée. Votre numéro de sécurité sociale : {NIR}. Le remboursement sera versé sur "
    f"le compte {IBAN}."
)
DECISION = (
    "Le conseil municipal, réuni en séance publique, a examiné le projet de rénovation de l'école et la demande de subvention "
    "déposée auprès du département. Après en avoir délibéré, le conseil décide à l'unanimité d'approuver le projet, d'inscrire "
    "les crédits nécessaires au budget de la commune et d'autoriser le maire à signer tous les actes utiles à l'exécution de la "
    "présente délibération, qui sera transmise au contrôle de légalité et affichée à la mairie pendant deux mois."
)
RECORD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://exemple.fr/jeu/1> a dcat:Dataset ; dct:title "Délibérations"@fr ; dcat:distribution <https://exemple.fr/jeu/1/odt> .
<https://exemple.fr/jeu/1/odt> a dcat:Distribution ; dct:title "ODT" .
"""
FILES = ("annuaire.pdf", "copie.txt", "decision.txt", "jeu.ttl", "lettre.docx", "protege.odt")


def town(folder: Path) -> Path:
    """The folder, with the files of `FILES`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lettre.docx").write_bytes(docx(f"<w:p><w:r><w:t>Madame Claire Dumontier,</w:t></w:r></w:p>{_paragraph(LETTER)}"))
    (folder / "annuaire.pdf").write_bytes(directory())
    (folder / "decision.txt").write_text(DECISION, "utf-8")
    (folder / "copie.txt").write_text(f"{DECISION.upper()}\n", "utf-8")
    (folder / "protege.odt").write_bytes(locked())
    (folder / "jeu.ttl").write_text(RECORD, "utf-8")
    return folder


def directory() -> bytes:
    """A PDF of three pages, with a mail address on the second."""
    return pdf(
        [show(50, 600, "Annuaire des services de la commune, page une, sans aucune adresse.")],
        [show(50, 600, f"Le service des sports se joint par {MAIL} tous les jours.")],
        [show(50, 600, "La bibliothèque est ouverte le mercredi et le samedi après-midi.")],
    )


def locked() -> bytes:
    """An ODT under a password."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", "\x01\x02")
        file.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
