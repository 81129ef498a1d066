import { Dialog } from "../../../kit/Dialog.tsx";
import { useBuilder } from "../context.tsx";
import type { After } from "../hooks/useIssue.ts";
import { Advice } from "./Advice.tsx";
import { Total } from "./Total.tsx";

/** Asks before a draft becomes final: names the client and the sum, and says what follows. */
export function IssueDialog() {
  const { issue, draft } = useBuilder();
  const { issuing } = issue;
  if (issuing.status === "idle" || issuing.status === "checking") return null;
  const { name, email } = draft.client ?? { name: "", email: "" };
  const after = issuing.after === "send" && email === "" ? "choose" : issuing.after;
  return (
    <Dialog title={name ? `Issue the invoice to ${name}?` : "Issue this invoice?"} verb={VERBS[after]} keep="Keep draft" busy={issuing.status === "issuing"} onDo={() => issue.confirm(after)} onClose={issue.close}>
      <Facts goesTo={after === "send" ? email : ""} />
      <Advice />
      <p>{`It takes the next number and never changes again. ${FOLLOWS[after]}`}</p>
      {issuing.status === "failed" && (
        <p className="error" role="alert">
          {issuing.message}
        </p>
      )}
    </Dialog>
  );
}

function Facts({ goesTo }: { goesTo: string }) {
  const { preview, issue } = useBuilder();
  const figures = preview.shown?.figures;
  return (
    <dl className="facts">
      <dt>Total</dt>
      <dd className="text-ink">
        <Total />
      </dd>
      {issue.forecast && (
        <>
          <dt>Invoice date</dt>
          <dd>{issue.forecast.issued_on}</dd>
          <dt>Next number</dt>
          <dd>{issue.forecast.number}</dd>
        </>
      )}
      <dt>Due</dt>
      <dd>{figures?.due_on ?? "–"}</dd>
      {goesTo && (
        <>
          <dt>Goes to</dt>
          <dd>{goesTo}</dd>
        </>
      )}
    </dl>
  );
}

const VERBS: Readonly<Record<After, string>> = { send: "Issue and send", choose: "Issue and choose", nothing: "Issue invoice" };
const FOLLOWS: Readonly<Record<After, string>> = {
  send: "Your client gets an email with the PDF and the link to it.",
  choose: "Then you choose whom it is sent to.",
  nothing: "Nothing is sent.",
};
