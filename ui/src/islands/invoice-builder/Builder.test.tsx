import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Builder } from "./Builder.tsx";
import { blankLine, draftFrom } from "./model/draft.ts";
import { keep } from "./model/keep.ts";
import { field, LINE, page, PREVIEW, PROPS, server, shown } from "./given.tsx";

const lines = (): HTMLElement[] => within(screen.getByRole("region", { name: "Lines" })).getAllByRole("listitem");
const descriptions = (): string[] => screen.getAllByRole<HTMLTextAreaElement>("textbox", { name: /^Line \d+ description$/u }).map((each) => each.value);

beforeEach(page);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a new invoice starts with the client, and one blank line", () => {
  server();
  shown();
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Client" }));
  expect([lines().length, field("Line 1 quantity").value]).toEqual([1, "1"]);
});

test("currency, language and terms follow the client", async () => {
  server();
  const user = shown();
  await user.type(screen.getByRole("combobox", { name: "Client" }), "hans");
  await user.click(await screen.findByRole("option", { name: /Mewes/u }));
  expect([field("Currency").value, field("Language").value, field("Due").value]).toEqual(["CHF", "fr", "30"]);
});

test("Enter walks through a line, and begins a new one behind the last", async () => {
  server();
  const user = shown();
  await user.click(field("Line 1 description"));
  await user.keyboard("Design{Enter}2{Enter}h{Enter}80{Enter}5{Enter}{Enter}");
  expect([field("Line 1 quantity").value, field("Line 1 unit").value, field("Line 1 price in euro").value, field("Line 1 discount in percent").value]).toEqual(["2", "h", "80.00", "5"]);
  expect(document.activeElement).toBe(field("Line 2 description"));
});

test("lines are moved, duplicated and removed by keys, and the removed one comes back", async () => {
  server();
  const user = shown();
  await user.click(field("Line 1 description"));
  await user.keyboard("A{Alt>}{Enter}{/Alt}B{Alt>}{ArrowUp}{/Alt}");
  expect(descriptions()).toEqual(["B", "A"]);
  expect(document.activeElement).toBe(field("Line 1 description"));
  expect(screen.getByText("Line 1 of 2")).toBeTruthy();
  await user.keyboard("{Control>}d{/Control}");
  expect(descriptions()).toEqual(["B", "B", "A"]);
  await user.keyboard("{Control>}{Backspace}{/Control}");
  expect(descriptions()).toEqual(["B", "A"]);
  await user.click(screen.getByText("Undo"));
  expect(descriptions()).toEqual(["B", "B", "A"]);
});

test("a slash in an empty description opens the items, and one fills the line", async () => {
  server();
  const user = shown();
  await user.click(field("Line 1 description"));
  await user.keyboard("/");
  await user.click(await screen.findByRole("option", { name: /Lektorat/u }));
  expect([field("Line 1 description").value, field("Line 1 note").value, field("Line 1 unit").value, field("Line 1 price in euro").value, field("Line 1 tax rate").value]).toEqual(["Lektorat", "Ein Durchgang", "Std.", "72.00", "7 S"]);
  expect(document.activeElement).toBe(field("Line 1 quantity"));
});

test("figures are the server's, and nothing is created before something is typed", async () => {
  const asked = server();
  shown({ draft: { ...PROPS.draft, lines: [{ ...LINE, description: "Design" }] } });
  expect((await screen.findAllByText("€190.40")).length).toBeGreaterThan(0);
  expect([screen.getByLabelText("Line 1 amount").textContent, screen.getByText("19% VAT on €160.00").textContent]).toEqual(["160.00", "19% VAT on €160.00"]);
  expect(asked.map(({ path }) => path)).toEqual(["invoices/preview"]);
});

test("the first change creates the draft, and the address becomes its own", async () => {
  const asked = server();
  const replaced = vi.spyOn(window.history, "replaceState").mockImplementation(() => {});
  const user = shown();
  await user.type(field("Their order no."), "A1");
  await vi.waitFor(() => expect(replaced).toHaveBeenCalledWith(null, "", "/app/demo/invoices/d1/edit"), { timeout: 3000 });
  expect(asked.filter(({ path }) => path === "invoices/drafts").map(({ body }) => (JSON.parse(body) as { reference: string }).reference)).toEqual(["A1"]);
});

test("what an invoice lacks is listed with links, and shown at its field", async () => {
  const errors = [{ code: "invoice.client_missing", pointer: "/client_id", message: "Choose a client." }];
  server({ "invoices/d1/draft/check": () => Response.json({ errors }) });
  const user = shown({ id: "d1", revision: 1 });
  await user.click(screen.getAllByRole("button", { name: /Issue and send/u })[0] ?? document.body);
  const summary = await screen.findByRole("alert");
  expect(document.activeElement).toBe(summary);
  await user.click(within(summary).getByRole("button", { name: "Client:" }));
  const client = screen.getByRole("combobox", { name: "Client" });
  expect([document.activeElement === client, client.getAttribute("aria-invalid")]).toEqual([true, "true"]);
});

test("nobody is asked before it is known that the invoice can be issued, and advice is repeated then", async () => {
  const advice = [{ code: "tax.seller_id_missing", pointer: "/seller/vat_id", message: "Name your VAT id." }];
  server({ "invoices/d1/draft/check": () => Response.json({ errors: [], issued_on: "23 November 2016", number: "2016-0001" }), "invoices/preview": () => Response.json({ ...PREVIEW, unshown: ["漢"], advice }) });
  const user = shown({ id: "d1", revision: 1 });
  await screen.findByText(/empty boxes: 漢/u);
  await user.click(screen.getAllByRole("button", { name: /Issue and send/u })[0] ?? document.body);
  const dialog = await screen.findByRole("dialog");
  expect([within(dialog).getByText(/empty boxes: 漢/u), within(dialog).getByRole("link", { name: "Settings:" })].length).toBe(2);
  expect([within(dialog).getByText("23 November 2016"), within(dialog).getByText("2016-0001")].length).toBe(2);
});

test("two tabs with the same draft ask for different things, and only one of them is answered with a number", async () => {
  const keys: (string | null)[] = [];
  server({ "invoices/d1/draft/check": () => Response.json({ errors: [] }) });
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    if (url.endsWith("/draft/issue")) keys.push(new Headers(init.headers).get("Idempotency-Key"));
    return url.endsWith("/draft/issue") ? Promise.resolve(Response.json({ code: "unavailable", detail: "Try again." }, { status: 503 })) : answer(url, init);
  });
  for (const tries of [2, 1]) {
    const user = shown({ id: "d1", revision: 1 });
    await user.click(screen.getAllByRole("button", { name: /Issue and send/u })[0] ?? document.body);
    for (let i = 0; i < tries; i++) {
      await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: /^Issue/u }));
      await screen.findByText("Try again.");
    }
    cleanup();
  }
  expect(keys.length).toBe(3);
  expect([keys[0] === keys[1], keys[0] === keys[2]]).toEqual([true, false]);
});

test("lines that nobody has written into are not printed", async () => {
  const asked = server();
  const user = shown();
  await user.click(field("Line 1 description"));
  await user.keyboard("Design{Alt>}{Enter}{/Alt}");
  const printed = () => asked.findLast(({ path }) => path === "invoices/preview")?.body ?? "{}";
  await vi.waitFor(() => expect(printed()).toContain("Design"));
  const last = JSON.parse(printed()) as { lines: unknown[] };
  expect([descriptions().length, last.lines.length]).toEqual([2, 1]);
});

test("what was kept can be dropped until somebody writes on", async () => {
  server();
  const draft = { ...draftFrom(PROPS.draft, PROPS.client, PROPS), notes: "kept", lines: [blankLine("19 S")] };
  keep(PROPS.home, PROPS.id, { draft, revision: 0 });
  const user = shown();
  expect(screen.getByRole("button", { name: "Drop them" })).toBeTruthy();
  await user.type(field("Line 1 description"), "Design");
  expect(screen.queryByRole("button", { name: "Drop them" })).toBeNull();
  expect(descriptions()).toEqual(["Design"]);
});

test("Escape takes back the line that was added for an item", async () => {
  server();
  const user = shown();
  await user.type(field("Line 1 description"), "Design");
  await user.click(screen.getByRole("button", { name: /From items/u }));
  await screen.findByRole("option", { name: /Lektorat/u });
  await user.keyboard("{Escape}");
  expect(descriptions()).toEqual(["Design"]);
  await user.click(screen.getByRole("button", { name: /From items/u }));
  await user.click(await screen.findByRole("option", { name: /Lektorat/u }));
  expect(descriptions()).toEqual(["Design", "Lektorat"]);
});

test("what was typed before the builder was there is looked for", async () => {
  server();
  render(<Builder {...PROPS} early="han" />);
  const client = screen.getByRole<HTMLInputElement>("combobox", { name: "Client" });
  expect([client.value, document.activeElement === client]).toEqual(["han", true]);
  expect(await screen.findByRole("option", { name: /Mewes/u })).toBeTruthy();
});

test("a description is counted where few characters are left", () => {
  server();
  shown({ draft: { ...PROPS.draft, lines: [{ ...LINE, description: "x".repeat(1900) }] } });
  expect(screen.getByText("1900 of 2000 characters")).toBeTruthy();
});

test("who may not issue is told why", () => {
  server();
  shown({ why_not_issue: "Your role does not allow issuing." });
  for (const button of screen.getAllByRole("button", { name: /^Issue and send/u })) expect([button.getAttribute("aria-disabled"), button.title]).toEqual(["true", "Your role does not allow issuing."]);
});

test("a pair of metadata is typed where it appears", async () => {
  server();
  const user = shown();
  await user.click(screen.getByText("Opening words, terms, metadata"));
  await user.click(screen.getByRole("button", { name: "Add metadata" }));
  await user.keyboard("project{Tab}North");
  expect([field("Invoice metadata key 1").value, field("Invoice metadata value 1").value]).toEqual(["project", "North"]);
});

test("a draft that was issued elsewhere says so when one comes back to its tab, and leads to the invoice", async () => {
  const detail = "Invoice 2026-0001 is issued and never changes.";
  server({ "invoices/d1/draft": () => Response.json({ code: "invoice.not_a_draft", detail }, { status: 409 }) });
  shown({ id: "d1", revision: 1 });
  window.dispatchEvent(new Event("focus"));
  const ways = await screen.findAllByRole("link", { name: "Open invoice" });
  expect(ways.map((way) => way.getAttribute("href"))).toContain("/app/demo/invoices/d1");
  expect(screen.getAllByText(detail).length).toBeGreaterThan(0);
});
