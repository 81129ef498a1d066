"""
Whom tenants invoice, the items that they sell, and the tax rates that they use.

All three are archived and never deleted: old invoices go on naming them. What stands on an issued invoice is a copy,
so editing here changes no document of the past.
"""
