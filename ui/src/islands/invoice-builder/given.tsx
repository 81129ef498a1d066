/** What tests of the builder start from: its props, the network that it speaks to, and the page around it. */

import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import type { BuilderProps } from "../../api/builder.ts";
import { Builder } from "./Builder.tsx";

const CLIENT = { id: "c1", name: "Tischlerei Hans Mewes", hint: "Reinbek, Germany", email: "buero@mewes.example", country: "DE", currency: "CHF", language: "fr", payment_days: 30 };
const ITEM = { id: "i1", name: "Lektorat", hint: "72.00 EUR per Std.", note: "Ein Durchgang", unit: "Std.", unit_price: "72", currency: "EUR", tax_rate: "7", tax_category: "S" };
export const PREVIEW = { pages: ["<svg xmlns='http://www.w3.org/2000/svg'/>"], page_count: 1, description: "Entwurf", language: "de", direction: "ltr", amounts: ["160,00"], sums: [], taxes: [], total: "190,40 €", figures: { amounts: ["160.00"], sums: [{ name: "19% VAT on €160.00", value: "€30.40" }], total: "€190.40", due_on: "2 December 2026" }, unshown: [], advice: [] };
export const LINE = { description: "", note: "", quantity: "2", unit: "", unit_price: "80", tax_rate: "19", tax_category: "S", discount_percent: "0", discount_minor: 0, charge_minor: 0, item_id: null, metadata: {} } as const;
export const PROPS: BuilderProps = {
  id: null,
  revision: 0,
  draft: { currency: "EUR", language: "de", payment_days: 14, client_id: null, lines: [], prices_include_tax: false, discount_percent: "0", discount_minor: 0, charge_minor: 0, issued_on: null, due_on: null, service_from: null, service_to: null, reference: "", intro: "", notes: "", terms: "", metadata: {} },
  client: null,
  home: "/app/demo",
  today: "2026-11-18",
  language: "en",
  notation: { point: ".", comma: ",", is_sure: true, higher: 3 },
  payment_days: 14,
  country: "DE",
  currencies: [
    { value: "EUR", label: "EUR, Euro", name: "Euro", decimals: 2 },
    { value: "CHF", label: "CHF, Swiss franc", name: "Swiss franc", decimals: 2 },
  ],
  languages: [
    { value: "de", label: "Deutsch" },
    { value: "fr", label: "Français" },
  ],
  countries: [{ value: "DE", label: "Germany" }],
  taxes: [
    { rate: "19", category: "S", short: "19%", label: "19% · Standard" },
    { rate: "7", category: "S", short: "7%", label: "7% · Reduced" },
  ],
  why_not_issue: "",
  why_not_send: "",
  why_not_add_client: "",
  asks_approval: false,
  may_approve: true,
  standing: { state: "", by: "", by_you: false, note: "" },
};

type Answer = (body: string) => Response;

/** Stand in for the network, which lies outside of what is tested here. */
export function server(more: Record<string, Answer> = {}) {
  const answers: Record<string, Answer> = {
    "clients/search.json": () => Response.json([CLIENT]),
    "items/search.json": () => Response.json([ITEM]),
    "invoices/preview": () => Response.json(PREVIEW),
    "invoices/drafts": () => Response.json({ id: "d1", revision: 1 }, { status: 201 }),
    "invoices/d1/draft": () => Response.json({ id: "d1", revision: 2 }),
    ...more,
  };
  const asked: { path: string; body: string }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const path = url.replace("/app/demo/", "").replace(/\?.*$/u, "");
    const body = typeof init.body === "string" ? init.body : "";
    asked.push({ path, body });
    return Promise.resolve(answers[path]?.(body) ?? new Response(null, { status: 404 }));
  });
  return asked;
}

export function shown(props: Partial<BuilderProps> = {}) {
  render(<Builder {...PROPS} {...props} />);
  return userEvent.setup();
}

export const field = (name: string): HTMLInputElement => screen.getByLabelText(name);

/** The places of the page around the builder, as the server draws them. */
export function page(): void {
  localStorage.clear();
  document.body.innerHTML = '<div id="builder-status"></div><div id="builder-actions"></div><section id="toasts"></section>';
}
