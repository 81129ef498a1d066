import { cookies } from "next/headers";
import { answer, newest, visitor } from "../../../lib/list";

export const dynamic = "force-dynamic";

export async function GET() {
  const who = await visitor((await cookies()).get("sid")?.value);
  if (!who) return new Response(null, { status: 401 });
  const rows = await newest(who.tenant, { full: true });
  const items = rows.slice(0, 50).map((row) => answer(row, who.tenant));
  return Response.json({ items, next: rows.length > 50 ? items.at(-1).id : null });
}
