# ruff: noqa: E501  # a table of clients reads best with one client a row
"""The demo tenant, who works in it, and for whom. Names are invented; addresses end in .example and reach nobody."""

from dataclasses import dataclass

from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Profile

SLUG = "demo"

STUDIO = Profile(
    name="Studio North",
    legal_name="Studio North GmbH",
    country="DE",
    currency="EUR",
    language="de",
    time_zone="Europe/Berlin",
    street="Ditmar-Koel-Straße 21",
    postal_code="20459",
    city="Hamburg",
    email="rechnung@studio-north.example",
    phone="+49 40 5550 1880",
    vat_id="DE136695976",
    tax_number="48/752/01234",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    bank_name="Deutsche Kreditbank Berlin",
    accent="#14565b",
    payment_days=14,
    number_format="SN-{YYYY}-{seq:04}",
    footer="Geschäftsführung: Mara Petersen\nAmtsgericht Hamburg, HRB 148 221",
    terms="Zahlbar ohne Abzug bis zum genannten Datum.",
)


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member. The stand-ins offer to sign in as them, by ``subject`` (sandbox/oauth/people.py)."""

    subject: str
    name: str
    email: str
    role: Role


# fmt: off
OWNER = DemoMember("100000000000000000001", "Mara Petersen", "mara.petersen@studio-north.example", Role.OWNER)
TEAM = (
    DemoMember("100000000000000000002", "Jannik Voss", "jannik.voss@studio-north.example", Role.ADMIN),
    DemoMember("100000000000000000003", "Katrin Albers", "katrin.albers@studio-north.example", Role.ACCOUNTANT),
    DemoMember("100000000000000000004", "Timo Becker", "timo.becker@studio-north.example", Role.MEMBER),
    DemoMember("100000000000000000005", "Leonie Sommer", "leonie.sommer@studio-north.example", Role.VIEWER),
)
# fmt: on
INVITED = "nele.hansen@studio-north.example"
"""Who has not accepted yet; the invitation lies in the mail catcher."""


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A client; ``tax`` is the category and rate of what is sold to them, ``weight`` how often."""

    name: str
    country: str
    email: str
    currency: str
    language: str
    street: str
    postal_code: str
    city: str
    contact: str = ""
    vat_id: str = ""
    payment_days: int = 14
    tax: tuple[str, str] = ("S", "19")
    weight: int = 2
    punctual: int = 85  # of a hundred invoices, how many are paid by their date or shortly after


# fmt: off
CLIENTS = (
    DemoClient("Hanseatische Verlagsgesellschaft für Kunst und Kultur mbH & Co. KG", "DE", "rechnungen@hvk-verlag.example", "EUR", "de", "Große Bleichen 45", "20354", "Hamburg", "Dr. Annegret Thomsen-Bäcker", "DE811907980", weight=4),
    DemoClient("Stadtwerke Elbmarsch GmbH", "DE", "kreditoren@stadtwerke-elbmarsch.example", "EUR", "de", "Am Alten Hafen 3", "25436", "Uetersen", "Jens Brodersen", payment_days=30, weight=3, punctual=95),
    DemoClient("Café Morgenrot", "DE", "hallo@cafe-morgenrot.example", "EUR", "de", "Schulterblatt 68", "20357", "Hamburg", "Aylin Kaya", weight=2, punctual=60),
    DemoClient("Tischlerei Hans Mewes e. K.", "DE", "buero@tischlerei-mewes.example", "EUR", "de", "Gewerbering 12", "21465", "Reinbek", "Hans Mewes", weight=1, punctual=75),
    DemoClient("Brauerei Sankt Ansgar GmbH & Co. KG", "DE", "einkauf@sankt-ansgar.example", "EUR", "de", "Brauhausstieg 1", "22041", "Hamburg", "Katrin Voß", weight=3),
    DemoClient("Museum für Papier und Druck", "DE", "verwaltung@papiermuseum.example", "EUR", "de", "Museumsallee 7", "04109", "Leipzig", "Prof. Ute Lindner", tax=("S", "7"), payment_days=30, weight=2, punctual=90),
    DemoClient("Atelier Zürichsee AG", "CH", "buchhaltung@atelier-zuerichsee.example", "CHF", "de", "Seestrasse 104", "8002", "Zürich", "Reto Ammann", payment_days=30, tax=("G", "0"), weight=2, punctual=96),
    DemoClient("Tessellate Labs B.V.", "NL", "finance@tessellate.example", "EUR", "nl", "Keizersgracht 241", "1016 EA", "Amsterdam", "Sanne de Wit", "NL123456782B12", tax=("AE", "0"), weight=3),
    DemoClient("Rosa Llull i Associats SCP", "ES", "comptes@rosallull.example", "EUR", "es", "Carrer de Verdi 32", "08012", "Barcelona", "Rosa Llull", "ESJ63457006", tax=("AE", "0"), weight=1),
    DemoClient("Kowalczyk Logistik Sp. z o.o.", "PL", "faktury@kowalczyk.example", "EUR", "pl", "ul. Portowa 8", "81-350", "Gdynia", "Piotr Kowalczyk", "PL5260001246", tax=("AE", "0"), payment_days=30, weight=2, punctual=80),
    DemoClient("Maison Lacombe SARL", "FR", "compta@maison-lacombe.example", "EUR", "fr", "14 rue des Archives", "75004", "Paris", "Élodie Lacombe", "FR40303265045", tax=("AE", "0"), weight=2),
    DemoClient("Brightwater & Sons Ltd", "GB", "accounts@brightwater.example", "GBP", "en", "27 Calthorpe Street", "WC1X 0JX", "London", "Imogen Clarke", tax=("G", "0"), payment_days=30, weight=2, punctual=70),
    DemoClient("Oakhurst Veterinary Group", "GB", "invoices@oakhurst-vets.example", "GBP", "en", "5 Mill Lane", "CB2 1RX", "Cambridge", "Dr. Priya Nair", tax=("G", "0"), weight=1),
    DemoClient("Pemberton Yacht Charter", "US", "ap@pembertonyachts.example", "USD", "en", "210 Harbor View Drive", "02840", "Newport", "Grant Pemberton", tax=("G", "0"), payment_days=30, weight=2, punctual=75),
    DemoClient("Al-Noor Trading & Contracting W.L.L.", "KW", "accounts@alnoor-trading.example", "KWD", "ar", "شارع أحمد الجابر ٤٢", "15461", "الكويت", "فهد العنزي", tax=("G", "0"), payment_days=30, weight=1, punctual=90),
    DemoClient("株式会社 青葉デザイン", "JP", "keiri@aoba-design.example", "JPY", "en", "3-14-2 Jingumae", "150-0001", "Tokyo", "Yuki Tanaka", tax=("G", "0"), payment_days=30, weight=1, punctual=100),
    DemoClient("Anna Lindqvist Keramik", "SE", "anna@lindqvist-keramik.example", "EUR", "sv", "Kyrkogatan 11", "411 15", "Göteborg", "Anna Lindqvist", weight=1, punctual=65),
)
