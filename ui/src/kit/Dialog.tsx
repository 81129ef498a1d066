import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button, IconButton } from "./Button.tsx";

export interface DialogProps {
  /** Names the object: "Void invoice RE-2026-0412?" */
  title: string;
  /** The verb on the button that does it. */
  verb: string;
  /** The safe button. Where there is no field it has the focus. */
  keep?: string;
  danger?: boolean;
  busy?: boolean;
  onDo: () => void;
  /** What the safe button does, where that is more than closing. */
  onKeep?: () => void;
  onClose: () => void;
  children: ReactNode;
}

const FIELDS = ".dialog-body :is(input, select, textarea)";

/** A modal dialog while it is rendered. The platform keeps focus inside, and gives it back to what opened it. */
export function Dialog({ title, verb, keep = "Cancel", danger = false, busy = false, onDo, onClose, onKeep = onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const node = dialog.current;
    const menu = document.activeElement?.closest("[popover]");
    node?.showModal();
    // a form starts with its first field, a question with the answer that changes nothing
    (node?.querySelector<HTMLElement>(FIELDS) ?? node?.querySelector<HTMLElement>(".dialog-foot button"))?.focus();
    return () => {
      node?.close();
      // the item of a menu that opened it is gone by now; the menu's button is not
      if (menu && document.activeElement === document.body) document.querySelector<HTMLElement>(`[popovertarget="${menu.id}"]`)?.focus();
    };
  }, []);
  return (
    <dialog
      className="dialog"
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDo();
        }}
      >
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton label="Close" icon="x" onPress={onClose} />
        </div>
        <div className="dialog-body">{children}</div>
        <div className="dialog-foot">
          <Button label={keep} onPress={onKeep} />
          <Button label={verb} kind={danger ? "danger" : "primary"} type="submit" busy={busy} />
        </div>
      </form>
    </dialog>
  );
}
