import { useEffect, useRef } from "react";
import { Icon } from "../../../kit/Icon.tsx";
import { useBuilder } from "../context.tsx";
import { fieldName } from "../model/words.ts";

/** Everything that keeps the invoice from being issued, each a link to its field. Takes the focus after a refusal. */
export function ErrorSummary() {
  const { lacking: errors, refusals } = useBuilder();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusals > 0) box.current?.focus();
  }, [refusals]);
  const pointers = Object.keys(errors);
  if (pointers.length === 0) return null;
  return (
    <div className="note note-danger" ref={box} tabIndex={-1} role="alert">
      <Icon name="st-overdue" />
      <div className="grow grid gap-1">
        <p className="font-medium">{pointers.length === 1 ? "One field needs another look" : `${pointers.length} fields need another look`}</p>
        <ul className="grid gap-1">
          {pointers.map((pointer) => (
            <li key={pointer}>
              <Where pointer={pointer} /> {errors[pointer]}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** A link to the field, or to the page where it is, where the draft has no such field. */
export function Where({ pointer }: { pointer: string }) {
  const { props, draft } = useBuilder();
  if (pointer.startsWith("/seller")) return <a href={`${props.home}/settings`}>Settings:</a>;
  if (pointer.startsWith("/client/") && draft.client) return <a href={`${props.home}/clients/${draft.client.id}/edit`}>Client:</a>;
  const name = fieldName(pointer);
  if (name === "") return null;
  return (
    <button className="link" type="button" onClick={() => focusField(pointer)}>
      {name}:
    </button>
  );
}

export function focusField(pointer: string): void {
  const place = document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`);
  const field = place?.querySelector<HTMLElement>("button") ?? place;
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}
