"""
Value added and sales tax rates by country, as of November 2026.

Source: the states' published rates, from general knowledge rather than a feed; each tenant can change its
own. Rates that hold for a region, a season or a handful of goods are left out. The first of a row is the
standard rate.
"""

# country: name of the tax, percentages
RATES: dict[str, tuple[str, str]] = {
    # European Union
    "AT": ("USt.", "20 13 10"),
    "BE": ("BTW/TVA", "21 12 6"),
    "BG": ("ДДС", "20 9"),
    "CY": ("ΦΠΑ", "19 9 5"),
    "CZ": ("DPH", "21 12"),
    "DE": ("USt.", "19 7"),
    "DK": ("Moms", "25"),
    "EE": ("KM", "24 13 9"),
    "ES": ("IVA", "21 10 4"),
    "FI": ("ALV", "25.5 13.5 10"),
    "FR": ("TVA", "20 10 5.5 2.1"),
    "GR": ("ΦΠΑ", "24 13 6"),
    "HR": ("PDV", "25 13 5"),
    "HU": ("ÁFA", "27 18 5"),
    "IE": ("VAT", "23 13.5 9"),
    "IT": ("IVA", "22 10 5 4"),
    "LT": ("PVM", "21 12 5"),
    "LU": ("TVA", "17 14 8 3"),
    "LV": ("PVN", "21 12 5"),
    "MT": ("VAT", "18 12 7 5"),
    "NL": ("Btw", "21 9"),
    "PL": ("VAT", "23 8 5"),
    "PT": ("IVA", "23 13 6"),
    "RO": ("TVA", "21 11"),
    "SE": ("Moms", "25 12 6"),
    "SI": ("DDV", "22 9.5 5"),
    "SK": ("DPH", "23 19 5"),
    # Europe beside it
    "CH": ("MWST", "8.1 3.8 2.6"),
    "GB": ("VAT", "20 5"),
    "IS": ("VSK", "24 11"),
    "LI": ("MWST", "8.1 3.8 2.6"),
    "NO": ("MVA", "25 15 12"),
    "RS": ("PDV", "20 10"),
    "TR": ("KDV", "20 10 1"),
    "UA": ("ПДВ", "20 14 7"),
    # The Americas; sales taxes of the United States differ by place and are the tenant's to enter
    "AR": ("IVA", "21 10.5 27"),
    "CA": ("GST/HST", "5 13 14 15"),
    "CL": ("IVA", "19"),
    "CO": ("IVA", "19 5"),
    "MX": ("IVA", "16 8"),
    "PE": ("IGV", "18"),
    "UY": ("IVA", "22 10"),
    # Asia and the Pacific
    "AU": ("GST", "10"),
    "CN": ("VAT", "13 9 6"),
    "IN": ("GST", "18 5 40"),
    "JP": ("消費税", "10 8"),
    "KR": ("VAT", "10"),
    "NZ": ("GST", "15"),
    "PH": ("VAT", "12"),
    "SG": ("GST", "9"),
    "TH": ("VAT", "7"),
    "TW": ("VAT", "5"),
    # The Middle East and Africa
    "AE": ("VAT", "5"),
    "BH": ("VAT", "10"),
    "EG": ("VAT", "14"),
    "IL": ("VAT", "18"),
    "KE": ("VAT", "16 8"),
    "MA": ("TVA", "20 10"),
    "NG": ("VAT", "7.5"),
    "OM": ("VAT", "5"),
    "SA": ("VAT", "15"),
    "TN": ("TVA", "19 13 7"),
    "ZA": ("VAT", "15"),
}
