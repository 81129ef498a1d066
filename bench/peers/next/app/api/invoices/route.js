import { cookies } from "next/headers";
import { newest, visitor } from "../../../lib/list";

export const dynamic = "force-dynamic";

export async function GET() {
  const who = await visitor((await cookies()).get("sid")?.value);
  if (!who) return new Response(null, { status: 401 });
  return Response.json({ items: await newest(who.tenant, { full: true }), next: null });
}
