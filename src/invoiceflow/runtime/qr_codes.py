"""QR codes as pictures."""

import zxingcpp


def qr_code(text: str) -> str:
    """
    Return a code that scanners read as the text, as SVG with its quiet zone around it.

    Error correction is level M. The text is written as plain UTF-8, without the marker (ECI) that names the encoding,
    since banking apps and authenticators expect none.
    """
    code = zxingcpp.create_barcode(text.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    svg = code.to_svg(add_quiet_zones=True)
    return svg[svg.index("<svg") :].strip()
