import { useRef, useState } from "react";
import type { Checked, IssuedDraft, SubmittedDraft } from "../../../api/builder.ts";
import { csrf, Problem, request, type FieldProblem } from "../../../lib/http.ts";
import { newId, type Saver } from "../model/saver.ts";

/** What follows issuing: an email to the client, the form that asks whom to send to, or nothing. */
export type After = "send" | "choose" | "nothing";

export type Issuing = { status: "idle" } | { status: "checking" | "asking" | "issuing"; after: After } | { status: "failed"; after: After; message: string };

/** What the invoice would be if it were issued now. */
export type Forecast = Pick<Checked, "issued_on" | "number">;

export interface Issue {
  issuing: Issuing;
  forecast: Forecast | null;
  ask: (after: After) => void;
  close: () => void;
  confirm: (after: After) => void;
  /** Ask for approval instead of issuing. */
  askApproval: () => void;
}

/** Issue the draft as it is stored, after `prepare`. What it still lacks is given to `onLacking`, before anything is asked. */
export function useIssue(saver: Saver, home: string, prepare: () => void, onLacking: (problems: readonly FieldProblem[]) => void): Issue {
  const [issuing, setIssuing] = useState<Issuing>({ status: "idle" });
  const [forecast, setForecast] = useState<Forecast | null>(null);
  // One for each tab: whoever repeats a lost request gets its answer, and another tab is told that it came second.
  const tab = useRef("");
  const close = (): void => setIssuing({ status: "idle" });
  const confirm = (after: After): void => {
    if (issuing.status !== "issuing") void run("issuing", after, async () => lead(await post(), after, saver.id));
  };
  const ask = (after: After): void => {
    if (issuing.status !== "checking") void run("checking", after, () => check(after));
  };
  const askApproval = (): void => {
    if (issuing.status !== "checking") void run("checking", "nothing", submitted);
  };
  return { issuing, forecast, ask, close, confirm, askApproval };

  async function run(status: "checking" | "issuing", after: After, step: () => Promise<void>): Promise<void> {
    setIssuing({ status, after });
    prepare();
    try {
      if (await saver.flush()) await step();
      else stopped(after);
    } catch (error) {
      failed(error, after);
    }
  }

  async function check(after: After): Promise<void> {
    const { errors, ...foreseen } = await request<Checked>(`${home}/invoices/${saver.id}/draft/check`);
    setForecast(foreseen);
    setIssuing(errors.length === 0 ? { status: "asking", after } : { status: "idle" });
    if (errors.length > 0) onLacking(errors);
  }

  async function submitted(): Promise<void> {
    const headers = { "If-Match": `"${saver.revision}"` };
    try {
      const { url } = await request<SubmittedDraft>(`${home}/invoices/${saver.id}/draft/submit`, { method: "POST", headers });
      location.assign(url);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409) throw error;
      location.assign(`${home}/invoices/${saver.id}`); // the draft's page says where it stands
    }
  }

  function post(): Promise<IssuedDraft> {
    tab.current ||= newId();
    const headers = { "If-Match": `"${saver.revision}"`, "Idempotency-Key": `issue-${saver.revision}-${tab.current}` };
    return request<IssuedDraft>(`${home}/invoices/${saver.id}/draft/issue`, { method: "POST", headers });
  }

  /** The draft could not be saved; the saver's state says why, where the member is looking. */
  function stopped(after: After): void {
    const state = saver.state();
    if (state.status === "offline") setIssuing({ status: "failed", after, message: `${state.message}. Nothing was issued.` });
    else close();
    if (state.status === "refused") onLacking(state.errors);
  }

  function failed(error: unknown, after: After): void {
    const problem = error instanceof Problem ? error : undefined;
    if (problem?.status === 422) {
      close();
      onLacking(problem.errors);
      return;
    }
    // The builder's own address leads to the invoice, and says there that it was issued already.
    if (problem?.code === "invoice.not_a_draft") location.assign(`${home}/invoices/${saver.id}/edit`);
    else setIssuing({ status: "failed", after, message: problem?.message ?? "Nothing was issued. Try again." });
  }
}

/** The invoice's first email has the invoice's own id: asked for twice, it is still one. */
function lead({ url, send_url }: IssuedDraft, after: After, id: string | null): void {
  if (after === "send") submit(send_url, { delivery_id: id ?? "" });
  else location.assign(after === "choose" ? send_url : url);
}

/** Post a form, as a page does: the answer is the next page, with its message. */
export function submit(action: string, values: Readonly<Record<string, string>> = {}): void {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action, hidden: true });
  for (const [name, value] of Object.entries({ csrf: csrf(), ...values })) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
