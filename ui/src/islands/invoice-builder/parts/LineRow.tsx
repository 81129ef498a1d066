import { memo, useState, type PointerEvent } from "react";
import type { Notation, TaxOption } from "../../../api/builder.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Menu, type MenuEntry } from "../../../kit/Menu.tsx";
import { TextInput, type TextInputProps } from "../../../kit/TextInput.tsx";
import { tidied } from "../../../lib/numbers.ts";
import type { LineActions } from "../hooks/useLineActions.ts";
import type { Line } from "../model/draft.ts";
import { lineField, type Errors } from "../model/words.ts";
import { LineMetadataDialog } from "./LineMetadataDialog.tsx";
import { LineTax } from "./LineTax.tsx";
import { LineWords } from "./LineWords.tsx";

export interface LineRowProps {
  line: Line;
  place: number;
  count: number;
  /** "euro", for labels. */
  currency: string;
  currencyCode: string;
  decimals: number;
  taxes: readonly TaxOption[];
  home: string;
  notation: Notation;
  amount: string;
  isDragged: boolean;
  isPicking: boolean;
  /** It was added for the item that is being chosen, and goes again with the choice. */
  isNew: boolean;
  errors: Errors;
  actions: LineActions;
  onPicking: (key: string | undefined) => void;
  onGrip: (key: string, event: PointerEvent<HTMLElement>) => void;
}

type Numbers = "quantity" | "unit_price" | "discount_percent";

/** One line. Drawn again only when something of its own changes: an invoice may have a thousand. */
export const LineRow = memo(function LineRow(props: LineRowProps) {
  const { line, place, currency, decimals, notation, amount, isDragged, errors, actions, onGrip } = props;
  const [isTagging, setIsTagging] = useState(false);
  const name = `Line ${place + 1}`;
  const number = (field: Numbers, words: string, atLeast: number): TextInputProps => ({
    label: `${name} ${words}`,
    labelHidden: true,
    numeric: true,
    inputMode: "decimal",
    value: line[field],
    onText: (text) => actions.edit(line.key, { [field]: text }),
    onBlur: () => actions.tidy(line.key, { [field]: tidied(line[field], notation, atLeast) }),
    error: errors[field],
  });
  return (
    <li className={isDragged ? "line-grid line is-dragged" : "line-grid line"} aria-label={name} data-line={line.key}>
      <span className="grip" aria-hidden="true" onPointerDown={(event) => onGrip(line.key, event)}>
        <Icon name="grip" />
      </span>
      <LineWords {...props} name={name} />
      <Cell css="l-qty" head="Quantity">
        <TextInput {...number("quantity", "quantity", 0)} data-pointer={`/lines/${place}/quantity`} />
      </Cell>
      <Cell css="l-unit" head="Unit">
        <TextInput label={`${name} unit`} labelHidden value={line.unit} onText={(unit) => actions.edit(line.key, { unit })} error={errors["unit"]} data-pointer={`/lines/${place}/unit`} />
      </Cell>
      <Cell css="l-price" head="Price">
        <TextInput {...number("unit_price", `price in ${currency}`, decimals)} data-pointer={`/lines/${place}/unit_price`} />
      </Cell>
      <Cell css="l-disc" head="Disc. %">
        <TextInput {...number("discount_percent", "discount in percent", 0)} placeholder="–" data-pointer={`/lines/${place}/discount_percent`} />
      </Cell>
      <Cell css="l-tax" head="Tax">
        <LineTax name={name} place={place} tax={line.tax} taxes={props.taxes} error={errors["tax_rate"]} onTax={(tax) => actions.edit(line.key, { tax })} />
      </Cell>
      <output className="amount l-amount" aria-label={`${name} amount`}>
        {amount}
      </output>
      <span className="l-more">
        <Menu label={`Actions for line ${place + 1}`} entries={entries(props, () => setIsTagging(true))} />
      </span>
      <LineErrors errors={errors} />
      {isTagging && <LineMetadataDialog name={name} metadata={line.metadata} onClose={() => setIsTagging(false)} onDone={(metadata) => actions.edit(line.key, { metadata })} />}
    </li>
  );
});

/** What is wrong, under the whole line: its cells are too narrow for sentences. Screen readers have it at the fields. */
function LineErrors({ errors }: { errors: Errors }) {
  const inCells = Object.entries(errors).filter(([field]) => field !== "description" && field !== "note");
  if (inCells.length === 0) return null;
  return (
    <div className="l-error" aria-hidden="true">
      {inCells.map(([field, message]) => (
        <p className="error" key={field}>
          <Icon name="st-overdue" size="sm" />
          <span>{`${lineField(field)}: ${message}`}</span>
        </p>
      ))}
    </div>
  );
}

function Cell({ css, head, children }: { css: string; head: string; children: React.ReactNode }) {
  return (
    <div className={css}>
      <span className="cell-label" aria-hidden="true">
        {head}
      </span>
      {children}
    </div>
  );
}

function item(label: string, icon: string, onChoose: () => void, keys?: string): MenuEntry {
  return { kind: "item", label, icon, onChoose, ...(keys ? { keys } : {}) };
}

function entries({ line, place, count, actions, onPicking }: LineRowProps, onTag: () => void): MenuEntry[] {
  return [
    item("Duplicate", "copy", () => actions.duplicate(line.key), "mod+D"),
    ...(place > 0 ? [item("Move up", "up", () => actions.move(line.key, place - 1), "alt+↑")] : []),
    ...(place < count - 1 ? [item("Move down", "down", () => actions.move(line.key, place + 1), "alt+↓")] : []),
    item("Choose an item", "box", () => onPicking(line.key), "/"),
    item("Metadata…", "tag", onTag),
    { kind: "separator", id: "end" },
    { kind: "item", label: "Remove", icon: "trash", danger: true, keys: "mod+⌫", onChoose: () => actions.remove(line.key) },
  ];
}

