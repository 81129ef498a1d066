import { useState } from "react";
import type { Checked, IssuedDraft } from "../../../api/builder.ts";
import { csrf, Problem, request, type FieldProblem } from "../../../lib/http.ts";
import type { Saver } from "../model/saver.ts";

/** What follows issuing: an email to the client, the form that asks whom to send to, or nothing. */
export type After = "send" | "choose" | "nothing";

export type Issuing = { status: "idle" } | { status: "checking" | "asking" | "issuing"; after: After } | { status: "failed"; after: After; message: string };

export interface Issue {
  issuing: Issuing;
  ask: (after: After) => void;
  close: () => void;
  confirm: (after: After) => void;
}

/** Issue the draft as it is stored, after `prepare`. What it still lacks is given to `onLacking`, before anything is asked. */
export function useIssue(saver: Saver, home: string, prepare: () => void, onLacking: (problems: readonly FieldProblem[]) => void): Issue {
  const [issuing, setIssuing] = useState<Issuing>({ status: "idle" });
  const close = (): void => setIssuing({ status: "idle" });
  const confirm = (after: After): void => {
    if (issuing.status !== "issuing") void run("issuing", after, async () => lead(await post(), after));
  };
  const ask = (after: After): void => {
    if (issuing.status !== "checking") void run("checking", after, () => check(after));
  };
  return { issuing, ask, close, confirm };

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
    const { errors } = await request<Checked>(`${home}/invoices/${saver.id}/draft/check`);
    setIssuing(errors.length === 0 ? { status: "asking", after } : { status: "idle" });
    if (errors.length > 0) onLacking(errors);
  }

  function post(): Promise<IssuedDraft> {
    const headers = { "If-Match": `"${saver.revision}"`, "Idempotency-Key": `issue-${saver.id}-${saver.revision}` };
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
    if (problem?.code === "invoice.not_a_draft") location.assign(`${home}/invoices/${saver.id}`);
    else setIssuing({ status: "failed", after, message: problem?.message ?? "Nothing was issued. Try again." });
  }
}

function lead({ url, send_url }: IssuedDraft, after: After): void {
  if (after === "send") submit(send_url);
  else location.assign(after === "choose" ? send_url : url);
}

/** Post a form, as a page does: the answer is the next page, with its message. */
export function submit(action: string): void {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action, hidden: true });
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "csrf", value: csrf() });
  form.append(field);
  document.body.append(form);
  form.submit();
}
