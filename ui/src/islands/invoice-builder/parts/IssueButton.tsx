import { Button } from "../../../kit/Button.tsx";
import { Menu } from "../../../kit/Menu.tsx";
import { useBuilder } from "../context.tsx";
import { submit } from "../hooks/useIssue.ts";

/** The page's one primary action, and the other ways to issue. */
export function IssueButton() {
  const { props, issue, saver } = useBuilder();
  const why = props.why_not_issue || props.why_not_send || undefined;
  return (
    <span className="btn-group">
      <Button label="Issue and send" kind="primary" keys="mod+enter" disabledReason={why} busy={issue.issuing.status === "issuing"} onPress={() => issue.ask("send")} />
      <Menu
        label="More ways to issue"
        icon="down"
        kind="primary"
        size=""
        entries={[
          { kind: "item", label: "Issue without sending…", icon: "st-issued", onChoose: () => issue.ask("nothing") },
          { kind: "item", label: "Issue and choose whom to send to…", icon: "mail", onChoose: () => issue.ask("choose") },
          { kind: "separator", id: "end" },
          { kind: "item", label: "Discard draft", icon: "trash", danger: true, onChoose: discard },
        ]}
      />
    </span>
  );

  function discard(): void {
    if (saver.id === null) location.assign(`${props.home}/invoices`);
    else submit(`${props.home}/invoices/${saver.id}/discard`);
  }
}
