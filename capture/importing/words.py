"""What vendors and people call their columns, in several languages, and which of our fields they mean.
Pure."""

import re
import unicodedata
from functools import lru_cache

ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
MOST_KNOWN = 100  # characters of texts that are kept in mind
LONE = re.compile("[\ud800-\udfff]")
SPOKEN: dict[str, str] = {
    "email": "email|e mail|email address|e mail address|mail|emailaddress|"
    "e mail adresse|email adresse|mailadresse|"
    "adresse e mail|adresse email|courriel|correo|correo electronico|email1|email 1|primary email|your email|"
    "contact email|e mail 1 value|direccion de correo|posta elettronica|indirizzo email",
    "other_email": "work email|business email|email 2|email2|secondary email|second email|alternate email|"
    "other email|company email|geschaftliche e mail|private e mail|personal email|work email address",
    "full_name": "name|full name|fullname|contact name|lead name|vollstandiger name|kontakt|ansprechpartner|"
    "nom complet|nombre completo|your name|person name|contact|display name",
    "first_name": "first name|firstname|first|given name|vorname|prenom|nombre|fname|forename|nome",
    "last_name": "last name|lastname|last|surname|family name|nachname|familienname|nom|"
    "nom de famille|apellido|"
    "apellidos|lname|cognome|sobrenome",
    "title": "job title|title|jobtitle|position|role|funktion|berufsbezeichnung|"
    "stelle|poste|fonction|cargo|puesto|"
    "job|designation|occupation",
    "phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|"
    "telefon|telefonnummer|handy|"
    "mobil|mobiltelefon|telephone portable|numero de telephone|telefono|movil|sms|"
    "whatsapp|rufnummer|phone_number",
    "company_name": "company|company name|company account|account|account name|"
    "organisation|organization|firma|"
    "firmenname|unternehmen|societe|entreprise|empresa|compania|associated company|"
    "employer|organization name|azienda",
    "company_domain": "website|web site|domain|company domain|company website|webseite|"
    "site web|sitio web|url|"
    "company domain name|homepage",
    "country": "country|country region|land|pays|pais|cc|country code|paese",
    "region": "region|state|state region|province|bundesland|provincia|etat|state province|departement",
    "city": "city|town|ort|stadt|ville|ciudad|citta|locality",
    "language": "language|sprache|langue|idioma|preferred language|locale",
    "time_zone": "timezone|time zone|zeitzone|fuseau horaire|zona horaria",
    "product": "product|product of interest|product interest|interested in|produkt|interesse|interest|produit|"
    "producto|prodotto|produto|product name|course|service",
    "source": "source|lead source|original source|origin|quelle|herkunft|leadquelle|origine|origen|fuente|"
    "source du lead|acquisition source",
    "channel": "channel|kanal|canal|platform",
    "campaign": "campaign|campaign name|kampagne|campagne|campana|campaign title",
    "landing_page": "landing page|landing page id|landing page url|first page|first page seen|landingpage",
    "utm.source": "utm source",
    "utm.medium": "utm medium",
    "utm.campaign": "utm campaign",
    "utm.term": "utm term",
    "utm.content": "utm content",
    "company.industry": "industry|branche|industrie|secteur|sector|industria",
    "company.employees": "employees|number of employees|no of employees|mitarbeiter|mitarbeiterzahl|effectif|empleados",
    "company.revenue": "annual revenue|revenue|umsatz|jahresumsatz|chiffre d affaires|ingresos",
    "owner": "owner|lead owner|contact owner|account owner|hubspot owner|besitzer|inhaber|proprietaire|propietario",
    "consent": "consent|i agree to be contacted consent|marketing consent|opt in|"
    "optin|einwilligung|consentement|"
    "consentimiento|gdpr consent|email opt in|newsletter opt in|subscribed",
    "unsubscribed": "unsubscribed|unsubscribed from all email|opted out|email opt out|opt out|do not email|"
    "email blacklisted|blacklisted|abgemeldet|desabonne|dado de baja|do not contact|has opted out of email",
    "unsubscribed_at": "unsub time|unsubscribed at|opt out date|unsubscribe date|abgemeldet am",
    "seen_at": "created|create date|created date|created time|created at|date created|first contact|"
    "first contact date|submitted at|signup date|sign up date|erstkontakt|erstellt am|date de creation|"
    "fecha de creacion|added time|optin time|date added|timestamp|first seen|added at|engage date|date|datum",
    "mql_at": "mql date|mql at|became a marketing qualified lead date|"
    "date entered marketing qualified lead|qualified date",
    "sal_at": "sal date|accepted date|accepted at|sales accepted date|date accepted",
    "sql_at": "sql date|became a sales qualified lead date|opportunity date|sales qualified date",
    "won_at": "won date|won at|became a customer date|gewonnen am|date won|customer since",
    "lost_at": "lost date|lost at|verloren am|date lost",
    "lost_reason": "lost reason|loss reason|closed lost reason|reason lost|verlustgrund",
    "closed_at": "close date|closed date|closing date|abschlussdatum",
    "outcome": "deal stage|outcome|stage|result|ergebnis|opportunity stage|deal status",
    "amount": "amount|deal amount|close value|deal value|opportunity amount|betrag|montant|importe|won amount",
    "currency": "currency|wahrung|devise|moneda|currency code",
    "rep": "sales rep|rep|sales agent|sr id|sales rep id|deal owner|potential owner|opportunity owner|verkaufer",
}
IDS = re.compile(
    r"(mql|lead|leads|contact|record|prospect|customer|person|user|external|crm|opportunity|le|eu|hubspot|salesforce)"
    r"[ _-]?id|id|leadid|leid|euid|guid|uuid"
)


def tidy(text: str) -> str:
    """A text without zero-width signs, in one spelling, with single spaces."""
    clean = ZERO_WIDTH.sub("", unicodedata.normalize("NFC", showable(text)))
    return " ".join(clean.split())


def showable(text: str) -> str:
    """A text that can be stored and shown: bytes nobody could decode become a replacement sign."""
    return text if text.isascii() else LONE.sub("\ufffd", text)


def plain(header: str) -> str:
    """A header as it is looked up: small letters without accents, words apart by one space."""
    return known_plain(header) if len(header) <= MOST_KNOWN else made_plain(header)


def made_plain(header: str) -> str:
    """The same, worked out."""
    text = unicodedata.normalize("NFKD", tidy(header)).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


known_plain = lru_cache(maxsize=10_000)(made_plain)
FIELDS = {word: field for field, spoken in SPOKEN.items() for word in spoken.split("|")}


def known(header: str) -> str:
    """The field a header means, or nothing; ids answer “id:<kind>”."""
    text = re.sub(r" \d+$", "", plain(header)) if header.endswith(")") else plain(header)
    if text in FIELDS:
        return FIELDS[text]
    return f"id:{key_of(header)}" if IDS.fullmatch(text) else ""


def key_of(header: str) -> str:
    """A header as the key of a field or the kind of an id: small letters, digits and underscores, 40 at
    most."""
    key = plain(header).replace(" ", "_")[:40].strip("_")
    return key if key and key[0].isalpha() else f"f_{key}"[:40].rstrip("_")
