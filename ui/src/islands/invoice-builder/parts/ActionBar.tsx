import { Button } from "../../../kit/Button.tsx";
import { useBuilder } from "../context.tsx";
import { Total } from "./Total.tsx";

/** Total and action at the foot of a phone's screen, in place of the places. */
export function ActionBar() {
  const { props, issue } = useBuilder();
  return (
    <div className="actionbar sm:hidden" role="region" aria-label="Total and issue">
      <div>
        <span className="hint block">Total</span>
        <Total />
      </div>
      <span className="ms-auto">
        <Button label="Issue and send" kind="primary" disabledReason={props.why_not_issue || props.why_not_send || undefined} busy={issue.issuing.status === "issuing"} onPress={() => issue.ask("send")} />
      </span>
    </div>
  );
}
