"""
What every test may ask for.

Property tests run 300 cases each; `HYPOTHESIS_PROFILE=long` runs 10,000 (half a minute for each property of the
money core).
"""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["services", "stand_ins", "running_system", "progress", "side_by_side"]

# A machine under load may be slow at a case; that is no fault of the code.
_SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("default", max_examples=300, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
