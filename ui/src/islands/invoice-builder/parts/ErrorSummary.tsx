import { useEffect, useRef } from "react";
import { Icon } from "../../../kit/Icon.tsx";
import { useBuilder } from "../context.tsx";
import { fieldName } from "../model/words.ts";

/** Everything that keeps the invoice from being issued, each a link to its field. Takes the focus after a refusal. */
export function ErrorSummary() {
  const { lacking: errors, refusals, props, draft } = useBuilder();
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
              <Where pointer={pointer} home={props.home} clientId={draft.client?.id} /> {errors[pointer]}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** A link to the field, or to the page where it is, where the draft has no such field. */
function Where({ pointer, home, clientId }: { pointer: string; home: string; clientId: string | undefined }) {
  if (pointer.startsWith("/seller")) return <a href={`${home}/settings`}>Settings:</a>;
  if (pointer.startsWith("/buyer") && clientId) return <a href={`${home}/clients/${clientId}/edit`}>Client:</a>;
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
