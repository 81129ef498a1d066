"""Distinct types of ids. All are time-ordered UUIDs (version 7), made by the application (runtime/ids.py)."""

from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
PersonId = NewType("PersonId", UUID)
MemberId = NewType("MemberId", UUID)
InvitationId = NewType("InvitationId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
ClientId = NewType("ClientId", UUID)
ItemId = NewType("ItemId", UUID)
TaxRateId = NewType("TaxRateId", UUID)
InvoiceId = NewType("InvoiceId", UUID)
LineId = NewType("LineId", UUID)
PaymentId = NewType("PaymentId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
ExportId = NewType("ExportId", UUID)
