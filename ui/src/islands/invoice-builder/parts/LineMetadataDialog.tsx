import { useState } from "react";
import { Dialog } from "../../../kit/Dialog.tsx";
import { MetadataEditor, type Metadata } from "./MetadataEditor.tsx";

export function LineMetadataDialog({ name, metadata, onDone, onClose }: { name: string; metadata: Metadata; onDone: (metadata: Metadata) => void; onClose: () => void }) {
  const [typed, setTyped] = useState(metadata);
  return (
    <Dialog
      title={`Metadata of ${name.toLowerCase()}`}
      verb="Keep metadata"
      onDo={() => {
        onDone(typed);
        onClose();
      }}
      onClose={onClose}
    >
      <p>For programs: found again over the API. Never on the invoice.</p>
      <MetadataEditor owner={name} metadata={typed} error={undefined} onChange={setTyped} />
    </Dialog>
  );
}
