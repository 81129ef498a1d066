import { useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import { useBuilder } from "../context.tsx";

const LONG = 40;

/** Where the draft stands with those who approve: always two lines high, so that news of it moves nothing. */
export function Standing() {
  const { props, standing } = useBuilder();
  const [isWhole, setIsWhole] = useState(false);
  if (!props.asks_approval) return null;
  const { state, by, note } = standing;
  const [tone, title, hint] = {
    "": ["info", props.may_approve ? "Issuing it approves it as well" : "Approval is needed before it is issued", "Nobody has submitted it."],
    submitted: ["info", "Waiting for approval", `Submitted by ${by}. Changing it takes that back.`],
    approved: ["success", "Approved", `By ${by}. Changing it undoes that.`],
    returned: ["warning", `Returned by ${by}`, note || "Change it, then submit it again."],
  }[state];
  const isLong = note.length > LONG || note.includes("\n");
  return (
    <div className={`note note-${tone}`} data-standing={state}>
      <Icon name="shield" />
      <div className="grow min-w-0" role="status">
        <p className="font-medium truncate">{title}</p>
        <p className={isLong && isWhole ? "whitespace-pre-line wrap-anywhere" : "truncate"} dir="auto">
          {hint}
        </p>
      </div>
      {isLong && (
        <span className="flex-none self-center">
          <Button label={isWhole ? "Shorter" : "Whole note"} size="sm" onPress={() => setIsWhole(!isWhole)} />
        </span>
      )}
    </div>
  );
}
