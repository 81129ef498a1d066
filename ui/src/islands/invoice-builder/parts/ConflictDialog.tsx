import { Dialog } from "../../../kit/Dialog.tsx";
import { useBuilder } from "../context.tsx";
import { changesBetween } from "../model/compare.ts";
import { bodyOf, draftFrom } from "../model/draft.ts";

const MOST = 8;

/** Somebody else saved meanwhile: says who and what, and lets the member decide. Nothing is overwritten before. */
export function ConflictDialog() {
  const { save, saver, props, body: mine, dispatch, review } = useBuilder();
  if (save.status !== "conflict" || !review.isOpen) return null;
  const { theirs } = save;
  const other = theirs.by_you ? "Take the other" : "Take theirs";
  const draft = draftFrom(theirs.draft, theirs.client, props);
  const body = bodyOf(draft);
  const since = changesBetween(saver.stored, body);
  // what was kept in this browser has lost what it was made from: then the two are compared
  const changes = since.length > 0 ? since : changesBetween(mine, body);
  return (
    <Dialog title={theirs.by_you ? "You changed this draft in another tab" : `${theirs.edited_by || "Somebody else"} changed this draft`} verb={theirs.by_you ? "Keep this one" : "Keep mine"} keep={other} onDo={() => void saver.keepMine()} onKeep={take} onClose={review.close}>
      <p>{`Saved ${theirs.edited}. Nothing of yours is lost or overwritten yet.`}</p>
      <ul className="list-disc ps-5 text-ink">
        {changes.slice(0, MOST).map((change) => (
          <li key={change}>{change}</li>
        ))}
        {changes.length > MOST && <li>{`${changes.length - MOST} more changes`}</li>}
      </ul>
      <p>{`“${other}” shows that version; you can get back to this one by undo.`}</p>
    </Dialog>
  );

  function take(): void {
    dispatch({ type: "replace", draft });
    saver.takeTheirs({ draft, body }, theirs.revision);
  }
}
