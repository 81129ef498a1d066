"""The wording of treatments without tax, by document language."""
# ruff: noqa: RUF001 - Greek and Cyrillic letters are meant, and so are typographic apostrophes

from invoiceflow.tax.domain.category import TaxCategory


def _texts(exempt: str, reverse: str, intra: str, export: str, outside: str) -> dict[TaxCategory, str]:
    return {
        TaxCategory.EXEMPT: exempt,
        TaxCategory.REVERSE_CHARGE: reverse,
        TaxCategory.INTRA_COMMUNITY: intra,
        TaxCategory.EXPORT: export,
        TaxCategory.NOT_SUBJECT: outside,
    }


TEXTS: dict[str, dict[TaxCategory, str]] = {
    "en": _texts(
        "Exempt from VAT.",
        "Reverse charge: the recipient is liable for the VAT.",
        "Intra-Community supply, exempt from VAT (Article 138 of Directive 2006/112/EC).",
        "Export, exempt from VAT.",
        "Not subject to VAT.",
    ),
    "de": _texts(
        "Umsatzsteuerfreie Leistung.",
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
        "Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).",
        "Steuerfreie Ausfuhrlieferung.",
        "Nicht umsatzsteuerbar.",
    ),
    "fr": _texts(
        "Exonération de TVA.",
        "Autoliquidation : la TVA est due par le preneur.",
        "Livraison intracommunautaire exonérée de TVA (article 138 de la directive 2006/112/CE).",
        "Exportation exonérée de TVA.",
        "Opération hors du champ d’application de la TVA.",
    ),
    "es": _texts(
        "Operación exenta de IVA.",
        "Inversión del sujeto pasivo: el destinatario es el deudor del IVA.",
        "Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).",
        "Exportación exenta de IVA.",
        "Operación no sujeta a IVA.",
    ),
    "it": _texts(
        "Operazione esente da IVA.",
        "Inversione contabile: l’IVA è dovuta dal destinatario.",
        "Cessione intracomunitaria non imponibile IVA (articolo 138 della direttiva 2006/112/CE).",
        "Esportazione non imponibile IVA.",
        "Operazione non soggetta a IVA.",
    ),
    "nl": _texts(
        "Vrijgesteld van btw.",
        "Btw verlegd: de btw wordt geheven van de afnemer.",
        "Intracommunautaire levering, vrijgesteld van btw (artikel 138 van Richtlijn 2006/112/EG).",
        "Uitvoer, vrijgesteld van btw.",
        "Niet aan btw onderworpen.",
    ),
    "pt": _texts(
        "Isento de IVA.",
        "Autoliquidação: o IVA é devido pelo adquirente.",
        "Transmissão intracomunitária isenta de IVA (artigo 138.º da Diretiva 2006/112/CE).",
        "Exportação isenta de IVA.",
        "Não sujeito a IVA.",
    ),
    "pl": _texts(
        "Zwolnione z VAT.",
        "Odwrotne obciążenie: podatek VAT rozlicza nabywca.",
        "Wewnątrzwspólnotowa dostawa zwolniona z VAT (artykuł 138 dyrektywy 2006/112/WE).",
        "Eksport zwolniony z VAT.",
        "Nie podlega VAT.",
    ),
    "cs": _texts(
        "Osvobozeno od DPH.",
        "Přenesená daňová povinnost: daň odvede zákazník.",
        "Dodání do jiného členského státu osvobozené od DPH (článek 138 směrnice 2006/112/ES).",
        "Vývoz osvobozený od DPH.",
        "Není předmětem DPH.",
    ),
    "sv": _texts(
        "Undantaget från mervärdesskatt.",
        "Omvänd betalningsskyldighet: köparen är skyldig att betala mervärdesskatten.",
        "Gemenskapsintern leverans, undantagen från mervärdesskatt (artikel 138 i direktiv 2006/112/EG).",
        "Export, undantagen från mervärdesskatt.",
        "Omfattas inte av mervärdesskatt.",
    ),
    "da": _texts(
        "Fritaget for moms.",
        "Omvendt betalingspligt: momsen skal betales af køberen.",
        "EU-leverance, fritaget for moms (artikel 138 i direktiv 2006/112/EF).",
        "Eksport, fritaget for moms.",
        "Ikke momspligtig.",
    ),
    "el": _texts(
        "Απαλλάσσεται από ΦΠΑ.",
        "Αντίστροφη επιβάρυνση: υπόχρεος για τον ΦΠΑ είναι ο λήπτης.",
        "Ενδοκοινοτική παράδοση απαλλασσόμενη από ΦΠΑ (άρθρο 138 της οδηγίας 2006/112/ΕΚ).",
        "Εξαγωγή απαλλασσόμενη από ΦΠΑ.",
        "Δεν υπόκειται σε ΦΠΑ.",
    ),
    "bg": _texts(
        "Освободено от ДДС.",
        "Обратно начисляване: ДДС се дължи от получателя.",
        "Вътреобщностна доставка, освободена от ДДС (член 138 от Директива 2006/112/ЕО).",
        "Износ, освободен от ДДС.",
        "Не подлежи на облагане с ДДС.",
    ),
    "uk": _texts(
        "Звільнено від ПДВ.",
        "Зворотне нарахування: ПДВ сплачує отримувач.",
        "Постачання всередині ЄС, звільнене від ПДВ (стаття 138 Директиви 2006/112/ЄС).",
        "Експорт, звільнений від ПДВ.",
        "Не є об’єктом оподаткування ПДВ.",
    ),
    "ar": _texts(
        "معفى من ضريبة القيمة المضافة.",
        "الاحتساب العكسي: يلتزم العميل بسداد ضريبة القيمة المضافة.",
        "توريد داخل الاتحاد الأوروبي معفى من ضريبة القيمة المضافة (المادة 138 من التوجيه 2006/112/EC).",
        "تصدير معفى من ضريبة القيمة المضافة.",
        "غير خاضع لضريبة القيمة المضافة.",
    ),
}
