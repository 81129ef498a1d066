import { useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Menu, type MenuEntry } from "../../../kit/Menu.tsx";
import { useBuilder } from "../context.tsx";
import type { Issue } from "../hooks/useIssue.ts";
import { mustSubmit } from "../model/approval.ts";
import { DiscardDialog } from "./DiscardDialog.tsx";

/** The page's one primary action, and the other ways to issue. */
export function IssueButton() {
  const { props, issue, saver } = useBuilder();
  const [isDiscarding, setIsDiscarding] = useState(false);
  const mustAsk = mustSubmit(props, saver.approval);
  const discard: MenuEntry = { kind: "item", label: "Discard draft…", icon: "trash", danger: true, onChoose: () => setIsDiscarding(true) };
  return (
    <span className="btn-group">
      {mustAsk ? <Submit /> : <IssueAndSend />}
      <Menu label="More ways to issue" icon="down" kind="primary" size="" entries={[...(props.why_not_issue === "" && !mustAsk ? waysToIssue(issue) : []), discard]} />
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
  const { props, issue, saver } = useBuilder();
  const waits = (saver.approval ?? props.approval) === "submitted" ? "It waits for approval already; changing it takes that back" : undefined;
  return <Button label="Submit for approval" kind="primary" keys="mod+enter" disabledReason={waits} busy={isBusy(issue)} onPress={issue.askApproval} />;
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
