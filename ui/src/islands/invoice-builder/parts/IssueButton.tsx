import { useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Menu, type MenuEntry } from "../../../kit/Menu.tsx";
import { useBuilder } from "../context.tsx";
import type { Issue } from "../hooks/useIssue.ts";
import { DiscardDialog } from "./DiscardDialog.tsx";

/** The page's one primary action, and the other ways to issue. */
export function IssueButton() {
  const { props, issue } = useBuilder();
  const [isDiscarding, setIsDiscarding] = useState(false);
  const why = props.why_not_issue || props.why_not_send || undefined;
  return (
    <span className="btn-group">
      <Button label="Issue and send" kind="primary" keys="mod+enter" disabledReason={why} busy={issue.issuing.status === "issuing" || issue.issuing.status === "checking"} onPress={() => issue.ask("send")} />
      <Menu
        label="More ways to issue"
        icon="down"
        kind="primary"
        size=""
        entries={[...(props.why_not_issue === "" ? waysToIssue(issue) : []), { kind: "item", label: "Discard draft…", icon: "trash", danger: true, onChoose: () => setIsDiscarding(true) }]}
      />
      {isDiscarding && <DiscardDialog onClose={() => setIsDiscarding(false)} />}
    </span>
  );
}

function waysToIssue(issue: Issue): MenuEntry[] {
  return [
    { kind: "item", label: "Issue without sending…", icon: "st-issued", onChoose: () => issue.ask("nothing") },
    { kind: "item", label: "Issue and choose whom to send to…", icon: "mail", onChoose: () => issue.ask("choose") },
    { kind: "separator", id: "end" },
  ];
}
