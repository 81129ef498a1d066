/** What tests of the saver start from: a blank draft, the server's answers, and a saver of a draft that is stored. */

import { vi } from "vitest";
import { blankLine, bodyOf, type Draft } from "./draft.ts";
import { Saver, type SaverOptions } from "./saver.ts";

export const BLANK: Draft = { client: null, currency: "EUR", language: "de", payment_days: 14, lines: [blankLine("19 S")], prices_include_tax: false, discount_percent: "", discount_minor: 0, charge_minor: 0, issued_on: "", due_on: "", service_from: "", service_to: "", reference: "", intro: "", notes: "", terms: "", metadata: {} };
export const HOME = "/app/demo";

/** Stand in for the network, which lies outside of what is tested here: one answer after the other, the last for ever. */
export function server(...answers: (() => Response | Promise<Response>)[]) {
  let count = 0;
  const fetched = vi.fn<typeof fetch>(() => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    return Promise.resolve(answer ? answer() : Response.error());
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

export const saved = (revision: number) => () => Response.json({ id: "d1", revision });
export const refused = (status: number, code: string, more: object = {}) => () => Response.json({ status, code, detail: code, errors: [], ...more }, { status });
export const offline = () => Promise.reject(new TypeError("Failed to fetch"));
export const typed = (reference: string) => ({ draft: { ...BLANK, reference }, body: bodyOf({ ...BLANK, reference }) });

export function aSaver(given: Partial<SaverOptions> = {}) {
  const onCreated = vi.fn<(id: string) => void>();
  const saver = new Saver({ home: HOME, id: "d1", revision: 3, stored: bodyOf(BLANK), standing: { state: "", by: "", by_you: false, note: "" }, onCreated, ...given });
  return { saver, onCreated };
}
