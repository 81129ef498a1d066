import { createPortal } from "react-dom";
import { IconButton } from "../../../kit/Button.tsx";
import { Segmented } from "../../../kit/Segmented.tsx";
import type { View } from "../Builder.tsx";
import { useBuilder } from "../context.tsx";
import { IssueButton } from "./IssueButton.tsx";
import { SaveState } from "./SaveState.tsx";
import { Total } from "./Total.tsx";

/** The builder's part of the page's own top bar, which the server has left room for. */
export function TopBar({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <>
      <Slot name="builder-status">
        <span className="contents max-sm:hidden">
          <SaveState />
        </span>
      </Slot>
      <Slot name="builder-actions">
        <UndoButtons />
        <span className="xl:hidden">
          <Segmented label="Show" current={view} onView={onView} views={[{ name: "edit", label: "Edit" }, { name: "preview", label: "Preview" }]} />
        </span>
        <span className="topbar-total max-lg:hidden">
          <span className="hint">Total</span> <Total />
        </span>
        <span className="max-sm:hidden">
          <IssueButton />
        </span>
      </Slot>
    </>
  );
}

function Slot({ name, children }: { name: string; children: React.ReactNode }) {
  const place = document.getElementById(name);
  return place && createPortal(children, place);
}

function UndoButtons() {
  const { dispatch, canUndo, canRedo } = useBuilder();
  return (
    <span className="btn-group max-md:hidden">
      <IconButton label="Undo" icon="undo" size="" disabledReason={canUndo ? undefined : "There is nothing to undo"} onPress={() => dispatch({ type: "undo" })} />
      <IconButton label="Redo" icon="redo" size="" disabledReason={canRedo ? undefined : "There is nothing to redo"} onPress={() => dispatch({ type: "redo" })} />
    </span>
  );
}
