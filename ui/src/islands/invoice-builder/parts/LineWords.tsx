import { useState, type KeyboardEvent } from "react";
import type { ItemOption } from "../../../api/builder.ts";
import { TextArea } from "../../../kit/TextArea.tsx";
import { spelled } from "../../../lib/numbers.ts";
import { taxOf } from "../model/draft.ts";
import type { LineChanges } from "../model/reducer.ts";
import { ItemPicker } from "./ItemPicker.tsx";
import type { LineRowProps } from "./LineRow.tsx";

const MOST = 2000;

/** What a line is for: its words, a note under them, or the catalogue to choose an item from. */
export function LineWords({ line, place, name, errors, actions, isPicking, isNew, onPicking, home, notation, decimals, taxes, currencyCode }: LineRowProps & { name: string }) {
  const [isNoting, setIsNoting] = useState(false);
  const hasNote = isNoting || line.note !== "";
  return (
    <div className="l-desc grid gap-1.5 content-start">
      {isPicking ? (
        <ItemPicker label={`${name} item`} home={home} onPick={picked} onClose={closed} />
      ) : (
        <TextArea
          label={`${name} description`}
          labelHidden
          rows={1}
          most={MOST}
          placeholder="What it is for"
          value={line.description}
          onText={(description) => actions.edit(line.key, { description })}
          onKeyDown={onKey}
          error={errors["description"]}
          data-pointer={`/lines/${place}/description`}
        />
      )}
      {hasNote && (
        <TextArea
          label={`${name} note`}
          labelHidden
          quiet
          rows={1}
          most={MOST}
          placeholder="Note"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
          autoFocus={isNoting && line.note === ""}
          value={line.note}
          onText={(note) => actions.edit(line.key, { note })}
          onBlur={() => setIsNoting(false)}
          error={errors["note"]}
          data-pointer={`/lines/${place}/note`}
        />
      )}
    </div>
  );

  function onKey(event: KeyboardEvent): void {
    if (event.key === "/" && line.description === "" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onPicking(line.key);
    } else if (event.key === "Enter" && event.shiftKey && !hasNote) {
      event.preventDefault();
      setIsNoting(true);
    }
  }

  function picked(item: ItemOption): void {
    const [standard] = taxes;
    const tax = item.tax_rate !== null && item.tax_category !== null ? { rate: item.tax_rate, category: item.tax_category } : standard;
    const changes: LineChanges = { description: item.name, note: item.note, unit: item.unit, item_id: item.id };
    // a price in another currency is no price here
    const price = item.currency === currencyCode ? { unit_price: spelled(item.unit_price, notation, decimals) } : {};
    actions.edit(line.key, { ...changes, ...price, ...(tax ? { tax: taxOf(tax) } : {}) });
    done("quantity");
  }

  function done(field: "description" | "quantity"): void {
    onPicking(undefined);
    actions.focus(line.key, field);
  }

  /** After Escape the focus is still there and goes back; after Tab or a click it is where the member wanted it. */
  function closed(): void {
    const isEscape = document.activeElement?.role === "combobox";
    if (isNew) actions.drop(line.key, isEscape);
    if (isEscape && !isNew) done("description");
    else onPicking(undefined);
  }
}
