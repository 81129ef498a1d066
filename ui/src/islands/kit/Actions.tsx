import { useState } from "react";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Menu } from "../../kit/Menu.tsx";
import { Segmented } from "../../kit/Segmented.tsx";
import { toast } from "../../lib/toasts.ts";

const nothing = (): void => {};

export function Actions() {
  const [asking, setAsking] = useState(false);
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <div className="grid gap-4">
      <div className="row">
        <Button label="Issue and send" kind="primary" keys="mod+enter" />
        <Button label="Record payment" />
        <Button label="Import" kind="quiet" icon="upload" />
        <Button label="Void invoice" kind="danger" />
        <Button label="Pay now" kind="accent" />
      </div>
      <div className="row">
        <Button label="Small" size="sm" icon="plus" />
        <Button label="Issue" kind="primary" disabledReason="Only an owner or admin can issue. Ask Mara Petersen." />
        <Button label="Issue and send" kind="primary" busy />
        <IconButton label="Copy pay link" icon="copy" />
        <Button label="Show a toast" onPress={() => toast({ text: "Draft deleted", note: "Gone for good in 10 seconds", action: { label: "Undo", run: nothing } })} />
      </div>
      <div className="row">
        <Menu
          label="Actions for line 2"
          entries={[
            { kind: "item", label: "Duplicate", icon: "copy", keys: "mod+D", onChoose: nothing },
            { kind: "item", label: "Move up", icon: "up", keys: "alt+↑", onChoose: nothing },
            { kind: "separator", id: "end" },
            { kind: "item", label: "Remove", icon: "trash", danger: true, onChoose: nothing },
          ]}
        />
        <Button label="Void invoice…" onPress={() => setAsking(true)} />
        <Segmented label="Preview of" current={view} onView={setView} views={[{ name: "chart", label: "Chart", icon: "chart" }, { name: "table", label: "Table" }]} />
      </div>
      {asking && (
        <Dialog title="Void invoice RE-2026-0412?" verb="Void invoice" keep="Keep invoice" danger onDo={() => setAsking(false)} onClose={() => setAsking(false)}>
          <p>The client owes nothing any more, the pay link stops working, and the number stays used. This can not be undone.</p>
        </Dialog>
      )}
    </div>
  );
}
