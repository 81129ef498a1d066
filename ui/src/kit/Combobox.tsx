import { useId } from "react";
import { ComboList } from "./ComboList.tsx";
import { Field, type FieldProps } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import { useCombobox, type ComboboxWork } from "./useCombobox.ts";
import type { Match } from "./useMatches.ts";

export interface ComboboxProps<M extends Match> extends FieldProps, ComboboxWork<M> {
  /** What is chosen now, as it is shown while nobody types. */
  value: string;
  placeholder?: string;
  createLabel?: (typed: string) => string;
  autoFocus?: boolean;
  /** The list is there from the start, for a field that appeared because somebody asked for it. */
  openAtOnce?: boolean;
  /** What was typed before the field was there. */
  typedBefore?: string;
  /** Where its value stands in what is sent, so that an error can lead to it. */
  pointer?: string;
}

function addWhat(typed: string): string {
  return `Add “${typed}”`;
}

/** A field that lists what matches, by the ARIA combobox pattern: focus stays in the field, arrows move in the list. */
export function Combobox<M extends Match>({ value, placeholder, createLabel = addWhat, autoFocus = false, openAtOnce = false, typedBefore = "", pointer, search, onPick, onCreate, onClose, ...field }: ComboboxProps<M>) {
  const listId = useId();
  const state = useCombobox({ search, onPick, ...(onCreate ? { onCreate } : {}), ...(onClose ? { onClose } : {}) }, openAtOnce || typedBefore !== "" ? typedBefore : undefined);
  const open = state.typed !== undefined;
  return (
    <Field {...field}>
      {(control) => (
        <div className="combo">
          <div className="input input-group" aria-invalid={control["aria-invalid"]}>
            <Icon name="search" />
            <input
              {...control}
              type="text"
              data-pointer={pointer}
              role="combobox"
              autoComplete="off"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new invoice starts with its client
              autoFocus={autoFocus}
              placeholder={placeholder}
              aria-autocomplete="list"
              aria-expanded={open}
              aria-controls={listId}
              aria-activedescendant={open ? `${listId}-${state.active}` : undefined}
              value={state.typed ?? value}
              onChange={(event) => state.type(event.target.value)}
              onClick={() => open || state.type("")}
              onBlur={state.close}
              onKeyDown={state.onKey}
            />
            {open && <Kbd keys="esc" />}
          </div>
          <ComboList id={listId} label={field.label} state={state} createLabel={createLabel} />
          <output className="vh">{open && state.found.status === "ready" ? `${state.found.matches.length} found` : ""}</output>
        </div>
      )}
    </Field>
  );
}
