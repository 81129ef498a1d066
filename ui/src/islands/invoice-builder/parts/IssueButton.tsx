import { useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Menu, type MenuEntry } from "../../../kit/Menu.tsx";
import { useBuilder } from "../context.tsx";
import { submit, type Issue } from "../hooks/useIssue.ts";
import { mustSubmit } from "../model/approval.ts";
import { DiscardDialog } from "./DiscardDialog.tsx";

/** The page's one primary action, and the other ways to issue. */
export function IssueButton() {
  const { props, issue, standing } = useBuilder();
  const [isDiscarding, setIsDiscarding] = useState(false);
  const mustAsk = mustSubmit(props, standing);
  const discard: MenuEntry = { kind: "item", label: "Discard draft…", icon: "trash", danger: true, onChoose: () => setIsDiscarding(true) };
  return (
    <span className="btn-group">
      {mustAsk ? <Submit /> : <IssueAndSend />}
      <Menu label="More ways to issue" icon="down" kind="primary" size="" entries={[...useDecisions(), ...(props.why_not_issue === "" && !mustAsk ? waysToIssue(issue) : []), discard]} />
      {isDiscarding && <DiscardDialog onClose={() => setIsDiscarding(false)} />}
    </span>
  );
}

function IssueAndSend() {
  const { props, issue } = useBuilder();
  const why = props.why_not_issue || props.why_not_send || undefined;
  return <Button label="Issue and send" kind="primary" keys="mod+enter" disabledReason={why} busy={isBusy(issue)} onPress={() => issue.ask("send")} />;
}

function Submit() {
  const { standing, issue } = useBuilder();
  const waits = standing.state === "submitted" ? "It waits for approval already; changing it takes that back" : undefined;
  return <Button label="Submit for approval" kind="primary" keys="mod+enter" disabledReason={waits} busy={isBusy(issue)} onPress={issue.askApproval} />;
}

/** What can be done with a draft that waits for approval: each leads to the draft's own page, which says what became of it. */
function useDecisions(): MenuEntry[] {
  const { props, saver, standing } = useBuilder();
  if (!props.asks_approval || standing.state !== "submitted") return [];
  const page = `${props.home}/invoices/${saver.id}`;
  const withdraw: MenuEntry = { kind: "item", label: "Withdraw", icon: "undo", onChoose: () => submit(`${page}/withdraw`) };
  const approve: MenuEntry = { kind: "item", label: "Approve", icon: "check", onChoose: () => void saver.flush().then((isSaved) => isSaved && submit(`${page}/approve`, { revision: String(saver.revision) })) };
  const giveBack: MenuEntry = { kind: "item", label: "Return…", icon: "undo", onChoose: () => location.assign(page) };
  return [...(standing.by_you ? [withdraw] : []), ...(props.may_approve ? [approve, giveBack] : []), { kind: "separator", id: "decided" }];
}

function isBusy({ issuing }: Issue): boolean {
  return issuing.status === "issuing" || issuing.status === "checking";
}

function waysToIssue(issue: Issue): MenuEntry[] {
  return [
    { kind: "item", label: "Issue without sending…", icon: "st-issued", onChoose: () => issue.ask("nothing") },
    { kind: "item", label: "Issue and choose whom to send to…", icon: "mail", onChoose: () => issue.ask("choose") },
    { kind: "separator", id: "end" },
  ];
}
