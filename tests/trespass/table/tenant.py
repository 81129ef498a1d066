"""The tenant itself: its overview, search, and settings."""

from trespass.table.rows import NOTHING_FOUND, ask, under

BUSINESS = {"name": "Studio", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin"}
DOCUMENTS = {
    "template": "classic",
    "paper": "a4",
    "accent": "#14464A",
    "language": "de",
    "version": "<version>",
}
DOCUMENTS |= {"notes": "", "terms": "", "footer": ""}
TENANT = under(
    "/app/{tenant:str}",
    {
        "GET ": ask(),
        "GET /live": ask(endless=True),
        "GET /live/stale": ask(query={"at": "2026-11-18T09:00:00Z"}),
        "GET /logo": ask(),
        "GET /search": ask(query={"q": "canary"}),
        "GET /settings": ask(),
        "GET /settings/approval": ask(),
        "GET /settings/audit": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/audit.csv": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/audit.jsonl": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/data": ask(),
        "GET /settings/delete": ask(),
        "GET /settings/documents": ask(),
        "GET /settings/keys": ask(),
        "GET /settings/logo": ask(303),
        "GET /settings/logo/posted": ask(303, query={"key": "0"}),
        "GET /settings/members": ask(),
        "GET /settings/numbers": ask(),
        "GET /settings/online": ask(),
        "GET /settings/suppressed": ask(),
        "GET /settings/numbers/next": ask(query={"number_format": "{YYYY}-{seq:04}"}),
        "GET /settings/payments": ask(),
        "GET /settings/plan": ask(),
        "GET /settings/plan/change": ask(query={"plan": "agency"}),
        "GET /settings/roles": ask(),
        "GET /tenants": ask(),
        "POST /settings": ask(303, form=BUSINESS | {"version": "<version>"}),
        "POST /settings/plan/change": ask(303, form={"plan": "agency"}),
        "POST /settings/plan/cancel": ask(303, form={}),
        "POST /settings/plan/keep": ask(303, form={}),
        "POST /settings/plan/portal": ask(303, form={}),
        "POST /settings/plan/start": ask(303, form={"plan": "pro"}),
        "POST /settings/online": ask(303, form={}),
        "POST /settings/online/way": ask(303, form={"way": "invoice"}),
        "POST /settings/online/disconnect": ask(303, form={}, last=1),
        "POST /settings/online/parts": ask(303, form={"least": "10"}),
        "POST /settings/online/fraud": ask(303, form={"limit_EUR": "50"}),
        "POST /settings/online/retry": ask(303, form={}),
        "POST /settings/suppressed/{suppression_id:uuid}/release": ask(
            303, form={}, suppression_id="<suppression>"
        ),
        "POST /settings/approval": ask(303, form={"approval": "true", "version": "<version>"}),
        "POST /settings/data/export": ask(303, form={}),
        "POST /settings/data/export/file": ask(form={}),
        "POST /settings/data/export/stop": ask(303, form={}),
        "POST /settings/delete": ask(303, form={"slug": "<slug>"}, last=1),
        "POST /settings/delete/undo": ask(303, form={}, last=2),
        "POST /settings/documents": ask(303, form=DOCUMENTS),
        "POST /settings/keys": ask(form={"name": "Shop"}),
        "POST /settings/keys/{key_id:uuid}/revoke": ask(303, form={}, key_id="<key:page>"),
        "POST /settings/logo": ask(303, file=True),
        "POST /settings/logo/remove": ask(303, form={}),
        "POST /settings/members/invitations/{invitation_id:uuid}/again": ask(303, form={}),
        "POST /settings/members/invitations/{invitation_id:uuid}/revoke": ask(
            303, form={}, invitation_id="<invitation:revoked>"
        ),
        "POST /settings/members/invite": ask(303, form={"email": "<email>", "role": "viewer"}),
        "POST /settings/members/leave": ask(303, form={}, last=4),
        "POST /settings/members/{member_id:uuid}/remove": ask(303, form={}, member_id="<member:removed>"),
        "POST /settings/members/{member_id:uuid}/role": ask(303, form={"role": "member"}),
        "POST /settings/members/{member_id:uuid}/transfer": ask(303, form={}, last=3),
        "POST /settings/numbers": ask(
            303, form={"number_format": "RE-{YYYY}-{seq:04}", "version": "<version>"}
        ),
        "POST /settings/payments": ask(303, form={"payment_days": "30", "version": "<version>"}),
    },
)
