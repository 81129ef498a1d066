"""
Ask cdk-nag about production: `python nag.py FOLDER` leaves its report in the folder.

It ends with an error where there is any finding, and prints each, allowed or not: check.py compares the report with the
exceptions. An app of its own, since a deployment must not fail for what was allowed.
"""

import sys

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from app import build, empty_app
from environments import PRODUCTION

if __name__ == "__main__":
    app = empty_app(sys.argv[1])
    build(app, PRODUCTION)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
