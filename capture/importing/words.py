"""What vendors and people call their columns, in several languages, and which of our fields they mean.
Pure."""

import re
import unicodedata
from functools import lru_cache

ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
MOST_KNOWN = 100  # characters of texts that are kept in mind
LONE = re.compile("[\ud800-\udfff]")
SPOKEN: dict[str, str] = {
    "email": "email|e mail|email address|e mail address|mail|emailaddress|e mail adresse|email adresse|mailadresse|"
    "adresse e mail|adresse email|courriel|correo|correo electronico|email1|email 1|primary email|your email|"
    "contact email|e mail 1 value|invitee email|attendee email|user email|emailadresse|direccion de correo|"
    "posta elettronica|indirizzo email",
    "other_email": "work email|business email|email 2|email2|secondary email|second email|alternate email|"
    "other email|company email|business email address|person email work|geschaftliche e mail|private e mail|"
    "personal email|work email address",
    "full_name": "name|full name|fullname|contact name|lead name|vollstandiger name|kontakt|ansprechpartner|"
    "nom complet|nombre completo|your name|person name|nome completo|invitee name|contact|display name",
    "first_name": "first name|firstname|first|given name|vorname|prenom|nombre|fname|forename|nome|primeiro nome|"
    "nombres",
    "last_name": "last name|lastname|last|surname|family name|nachname|familienname|nom|nom de famille|apellido|"
    "apellidos|lname|cognome|sobrenome|last name surname",
    "title": "job title|title|jobtitle|position|role|funktion|berufsbezeichnung|stelle|poste|fonction|cargo|puesto|"
    "job|designation|occupation|job role|jobbezeichnung|berufsbezeichnung position|puesto de trabajo",
    "phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|telefon|telefonnummer|handy|"
    "mobil|mobiltelefon|telephone portable|numero de telephone|telefono|movil|sms|whatsapp|rufnummer|"
    "mobile phone number|mobile number|mobile no|phone no|business phone|work phone|work phone number|"
    "company phone|direct phone|office phone|telephone number|contact number|person phone work|phone 1 value|"
    "handynummer|mobilnummer|numero di telefono|cellulare|celular|telefone|movil telefono",
    "company_name": "company|company name|company account|account|account name|organisation|organization|firma|"
    "firmenname|unternehmen|societe|entreprise|empresa|compania|associated company|employer|organization name|"
    "azienda|company name for emails|organization 1 name|organisation name|business name|nom de l entreprise|"
    "nombre de la empresa|nome azienda|betrieb",
    "company_domain": "website|web site|domain|company domain|company website|webseite|site web|sitio web|url|"
    "company domain name|homepage|website url|web site url|company website url|sito web",
    "country": "country|country region|country name|country territory|business country region|land|pays|pais|cc|"
    "country code|paese",
    "region": "region|state|state region|province|bundesland|provincia|etat|state province|departement",
    "city": "city|town|business city|city town|ort|stadt|ville|ciudad|citta|locality",
    "language": "language|sprache|langue|idioma|preferred language|locale",
    "time_zone": "timezone|time zone|zeitzone|fuseau horaire|zona horaria",
    "product": "product|product of interest|product interest|interested in|produkt|interesse|interest|produit|"
    "producto|prodotto|produto|product name|course|service",
    "source": "source|lead source|original source|origin|quelle|herkunft|leadquelle|origine|origen|fuente|"
    "source du lead|acquisition source|utm source original|how did you hear about us|fonte|fuente de origen",
    "channel": "channel|kanal|canal|platform",
    "campaign": "campaign|campaign name|kampagne|campagne|campana|campaign title",
    "landing_page": "landing page|landing page id|landing page url|first page|first page seen|landingpage",
    "utm.source": "utm source",
    "utm.medium": "utm medium",
    "utm.campaign": "utm campaign",
    "utm.term": "utm term",
    "utm.content": "utm content",
    "company.industry": "industry|branche|industrie|secteur|sector|industria",
    "company.employees": "employees|number of employees|no of employees|company size|company headcount|headcount|"
    "employee count|how many employees do you have|size of company|num employees|anzahl mitarbeiter|"
    "unternehmensgrosse|taille de l entreprise|tamano de la empresa|mitarbeiter|mitarbeiterzahl|effectif|"
    "empleados",
    "company.revenue": "annual revenue|revenue|umsatz|jahresumsatz|chiffre d affaires|ingresos",
    "owner": "owner|lead owner|contact owner|account owner|hubspot owner|besitzer|inhaber|proprietaire|propietario",
    "consent": "consent|i agree to be contacted consent|marketing consent|opt in|optin|einwilligung|consentement|"
    "consentimiento|gdpr consent|double opt in|doi|email opt in|newsletter opt in|subscribed",
    "unsubscribed": "unsubscribed|unsubscribed from all email|opted out|email opt out|opt out|do not email|"
    "opted out of all email|unsubscribed from all emails|email unsubscribed|is unsubscribed|optout|"
    "email blacklisted|blacklisted|abgemeldet|desabonne|dado de baja|do not contact|has opted out of email",
    "unsubscribed_at": "unsub time|unsubscribed time|unsubscribe time|opt out time|opted out at|clean time|"
    "unsubscribed at|opt out date|unsubscribe date|abgemeldet am",
    "seen_at": "created|create date|created date|created time|created at|date created|first contact|"
    "first contact date|submitted at|signup date|sign up date|erstkontakt|erstellt am|date de creation|"
    "fecha de creacion|added time|optin time|date added|timestamp|first seen|added at|engage date|date|datum|"
    "created on|date submitted|submit date|submit time|submission date|submission time|submitted on|"
    "lead submit time|added on|lead created|date created utc|conversion date|erstelldatum|anlagedatum|"
    "angelegt am|zeitstempel|horodateur|marca temporal|fecha|date de soumission|data di creazione|"
    "data de criacao|ajoute le",
    "mql_at": "mql date|mql at|became a marketing qualified lead date|date entered marketing qualified lead|"
    "qualified date",
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
    r"[ _-]?id|record id contact|id|leadid|leid|euid|guid|uuid"
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
RUN_TOGETHER = {word.replace(" ", ""): field for word, field in FIELDS.items() if " " in word}  # companyName
ASIDE = re.compile(r"\([^()]*\)")
WHOSE = re.compile(
    r"(?:lead|contact|person|prospect|customer|subscriber|member|your|what is your|kontakt|ihre?|votre|su) (.+)"
)
OF_A_PERSON = frozenset(
    {"email", "first_name", "last_name", "full_name", "title", "phone", "company_name", "country", "city"}
)


def known(header: str) -> str:
    """The field a header means, or nothing; ids answer “id:<kind>”."""
    text = plain(header)
    found = FIELDS.get(text) or RUN_TOGETHER.get(text.replace(" ", ""), "")
    if not found and "(" in header:  # “Create Date (GMT+1)”, “Company (2)”, “E-mail (required)”
        text = plain(ASIDE.sub(" ", header))
        found = FIELDS.get(text, "")
    if not found and (whose := WHOSE.fullmatch(text)) and FIELDS.get(whose[1]) in OF_A_PERSON:
        found = FIELDS[whose[1]]
    return found or (f"id:{key_of(header)}" if IDS.fullmatch(text) else "")


def key_of(header: str) -> str:
    """A header as the key of a field or the kind of an id: small letters, digits and underscores, 40 at
    most."""
    key = plain(header).replace(" ", "_")[:40].strip("_")
    return key if key and key[0].isalpha() else f"f_{key}"[:40].rstrip("_")
