import { useState } from "react";
import { Dialog } from "../../../kit/Dialog.tsx";
import { useBuilder } from "../context.tsx";
import { submit } from "../hooks/useIssue.ts";

/** Asks before a draft is thrown away: nothing brings it back. */
export function DiscardDialog({ onClose }: { onClose: () => void }) {
  const { props, saver, draft } = useBuilder();
  const [busy, setBusy] = useState(false);
  return (
    <Dialog title={draft.client ? `Discard the draft to ${draft.client.name}?` : "Discard this draft?"} verb="Discard draft" keep="Keep draft" danger busy={busy} onDo={discard} onClose={onClose}>
      <p>It has no number, so it leaves no gap. Nothing brings it back.</p>
    </Dialog>
  );

  function discard(): void {
    setBusy(true);
    saver.abandon();
    if (saver.id === null) location.assign(`${props.home}/invoices`);
    else submit(`${props.home}/invoices/${saver.id}/discard`);
  }
}
