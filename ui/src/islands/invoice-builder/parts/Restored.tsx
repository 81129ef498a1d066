import { useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Note } from "../../../kit/Note.tsx";
import { useBuilder } from "../context.tsx";
import { draftFrom } from "../model/draft.ts";

/**
 * Says that what stands here was kept in this browser, and offers what the server has.
 *
 * Whoever writes on has kept it: dropping would take what was written since along.
 */
export function Restored() {
  const { wasRestored, props, dispatch, canUndo } = useBuilder();
  const [isSeen, setIsSeen] = useState(!wasRestored);
  if (isSeen || canUndo) return null;
  return (
    <Note>
      <p>These are changes that could not be saved when you were here last.</p>
      <div className="row">
        <Button label="Keep them" size="sm" onPress={() => setIsSeen(true)} />
        <Button
          label="Drop them"
          size="sm"
          kind="quiet"
          onPress={() => {
            dispatch({ type: "replace", draft: draftFrom(props.draft, props.client, props) });
            setIsSeen(true);
          }}
        />
      </div>
    </Note>
  );
}
