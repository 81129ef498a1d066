import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { field, LINE, page, PROPS, server, shown } from "./given.tsx";

beforeEach(page);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("who has to ask submits, and may issue what was approved until it is changed", async () => {
  const asked = server({ "invoices/d1/draft": () => Response.json({ id: "d1", revision: 3, approval: "" }) });
  const draft = { ...PROPS.draft, lines: [{ ...LINE, description: "Design" }] };
  const user = shown({ id: "d1", revision: 2, draft, asks_approval: true, may_approve: false, standing: { state: "approved", by: "Katrin Albers", by_you: false, note: "" } });
  expect(screen.queryAllByRole("button", { name: "Submit for approval" })).toEqual([]);
  await user.type(field("Line 1 description"), "s");
  expect((await screen.findAllByRole("button", { name: /Submit for approval/u }, { timeout: 3000 })).length).toBeGreaterThan(0);
  await user.click(screen.getAllByRole("button", { name: /Submit for approval/u })[0] ?? document.body);
  expect(asked.map(({ path }) => path)).toContain("invoices/d1/draft/submit");
});

const AT = { state: "submitted", by: "Timo Becker", by_you: true, note: "" } as const;
const DRAFTED = { id: "d1", revision: 2, draft: { ...PROPS.draft, lines: [{ ...LINE, description: "Design" }] }, asks_approval: true };

test("a returned draft shows who returned it and why, the whole note when asked", async () => {
  server();
  const note = "Say which order this is.\nAnd the price is last year's.";
  const user = shown({ ...DRAFTED, may_approve: false, standing: { state: "returned", by: "Katrin Albers", by_you: false, note } });
  expect(screen.getByText("Returned by Katrin Albers")).toBeTruthy();
  expect(screen.getByText(/Say which order/u).className).toContain("truncate");
  await user.click(screen.getByRole("button", { name: "Whole note" }));
  expect(screen.getByText(/Say which order/u).className).not.toContain("truncate");
});

test("news of a decision are shown, and what is being typed stays", async () => {
  const standing = { state: "returned", by: "Katrin Albers", by_you: false, note: "Which order?" };
  server({ "invoices/d1/draft": () => Response.json({ id: "d1", revision: 2, standing }) });
  const user = shown({ ...DRAFTED, may_approve: false, standing: AT });
  await user.type(field("Line 1 description"), "s");
  document.dispatchEvent(new CustomEvent("live:invoice", { detail: { topic: "invoice", object_id: "another" } }));
  document.dispatchEvent(new CustomEvent("live:invoice", { detail: { topic: "invoice", object_id: "d1" } }));
  expect(await screen.findByText("Returned by Katrin Albers")).toBeTruthy();
  expect(field("Line 1 description").value).toBe("Designs");
});

test.each([
  ["who submitted it may withdraw", { may_approve: false, standing: AT }, ["Withdraw", "Discard draft…"]],
  ["another member may not", { may_approve: false, standing: { ...AT, by_you: false } }, ["Discard draft…"]],
  ["who may approve decides or issues", { may_approve: true, standing: { ...AT, by_you: false } }, ["Approve", "Return…", "Issue without sending…", "Issue and choose whom to send to…", "Discard draft…"]],
  ["nobody withdraws what waits for nobody", { may_approve: false, standing: PROPS.standing }, ["Discard draft…"]],
])("of a draft that was submitted: %s", (_, given, expected) => {
  server();
  shown({ ...DRAFTED, ...given });
  const [menu] = screen.getAllByRole("menu", { name: "More ways to issue", hidden: true });
  if (!menu) throw new Error("There is no menu.");
  fireEvent(menu, Object.assign(new Event("beforetoggle"), { newState: "open" }));
  expect(within(menu).getAllByRole("menuitem", { hidden: true }).map((item) => item.textContent)).toEqual(expected);
});

test("a tenant that asks for no approval says nothing of it", () => {
  server();
  shown({ ...DRAFTED, asks_approval: false });
  expect(screen.queryByText(/approv/iu)).toBeNull();
});
