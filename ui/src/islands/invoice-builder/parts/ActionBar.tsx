import { IssueButton } from "./IssueButton.tsx";
import { SaveState } from "./SaveState.tsx";
import { Total } from "./Total.tsx";

/** Total and action at the foot of a phone's screen, in place of the places. */
export function ActionBar() {
  return (
    <div className="actionbar sm:hidden" role="region" aria-label="Total and issue">
      <div>
        <span className="hint block">Total</span>
        <Total />
      </div>
      <SaveState />
      <span className="ms-auto">
        <IssueButton />
      </span>
    </div>
  );
}
