import { useState } from "react";
import type { TypedLine } from "../../../api/builder.ts";
import { Button, IconButton } from "../../../kit/Button.tsx";
import { TextInput } from "../../../kit/TextInput.tsx";

export type Metadata = TypedLine["metadata"];

interface Pair {
  key: string;
  /** What a program stored stays what it is (a number, true) until somebody types over it. */
  value: Metadata[string];
}

/** Pairs that programs find again (?metadata.KEY=VALUE). A pair without a key is not kept. */
export function MetadataEditor({ owner, metadata, error, onChange }: { owner: string; metadata: Metadata; error: string | undefined; onChange: (metadata: Metadata) => void }) {
  const [pairs, setPairs] = useState<readonly Pair[]>(() => Object.entries(metadata).map(([key, value]) => ({ key, value })));
  return (
    <div className="grid gap-2">
      {pairs.map((pair, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a pair has no other name: its key is being typed
        <div className="metadata-row" key={place}>
          <TextInput
            label={`${owner} metadata key ${place + 1}`}
            labelHidden
            placeholder="Key"
            maxLength={40}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- an empty pair was just asked for
            autoFocus={pair.key === ""}
            value={pair.key}
            onText={(key) => change(pairs.with(place, { ...pair, key }))}
          />
          <TextInput label={`${owner} metadata value ${place + 1}`} labelHidden placeholder="Value" maxLength={500} value={String(pair.value ?? "")} onText={(value) => change(pairs.with(place, { ...pair, value }))} />
          <IconButton label={`Remove metadata ${place + 1}`} icon="x" onPress={() => change(pairs.toSpliced(place, 1))} />
        </div>
      ))}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <span>
        <Button label="Add metadata" size="sm" kind="quiet" icon="plus" onPress={() => setPairs([...pairs, { key: "", value: "" }])} />
      </span>
    </div>
  );

  function change(next: readonly Pair[]): void {
    setPairs(next);
    onChange(Object.fromEntries(next.filter(({ key }) => key.trim() !== "").map(({ key, value }) => [key.trim(), value])));
  }
}
