import { useRef, useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import { Kbd } from "../../../kit/Kbd.tsx";
import { useBuilder } from "../context.tsx";
import { useDrag } from "../hooks/useDrag.ts";
import { useLineActions } from "../hooks/useLineActions.ts";
import type { Errors } from "../model/words.ts";
import { NO_ERRORS } from "../model/words.ts";
import type { Shown } from "../hooks/usePreview.ts";
import { LineRow } from "./LineRow.tsx";
import { stale } from "./Total.tsx";

/** From here on the browser only lays out what is seen. */
const MANY = 40;

/** The line that an item is chosen for; a new one was added for that alone. */
interface Picking {
  key: string;
  isNew: boolean;
}

/** The lines, in their order. */
export function Lines() {
  const { props, draft, preview, errors } = useBuilder();
  const list = useRef<HTMLOListElement>(null);
  const { actions, news } = useLineActions(list);
  const drag = useDrag(list, actions.move);
  const [picking, setPicking] = useState<Picking>();
  const [setPickAt] = useState(() => (key: string | undefined) => setPicking(key === undefined ? undefined : { key, isNew: false }));
  const currency = props.currencies.find((each) => each.value === draft.currency);
  const amounts = amountsByKey(preview.shown);
  return (
    <section className="grid gap-2" aria-labelledby="lines-title">
      <div className="builder-lines-head">
        <h2 id="lines-title">Lines</h2>
        <Button label="From items" size="sm" kind="quiet" icon="box" onPress={() => setPicking({ key: actions.add(), isNew: true })} />
      </div>
      {errors["/lines"] && <p className="error">{errors["/lines"]}</p>}
      <div className="lines">
        <Heads isGross={draft.prices_include_tax} />
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys bubble up from the fields of the lines */}
        <ol className={`grid grid-cols-1 ${stale(preview.status)} ${draft.lines.length > MANY ? "lines-many" : ""}`} ref={list} onKeyDown={actions.onKey}>
          {draft.lines.map((line, place) => (
            <LineRow
              key={line.key}
              line={line}
              place={place}
              count={draft.lines.length}
              currency={currency?.name.toLowerCase() ?? draft.currency}
              currencyCode={draft.currency}
              decimals={currency?.decimals ?? 2}
              taxes={props.taxes}
              home={props.home}
              notation={props.notation}
              amount={amounts.get(line.key) ?? ""}
              isDragged={drag.key === line.key}
              isPicking={picking?.key === line.key}
              isNew={picking?.key === line.key && picking.isNew}
              errors={errorsAt(errors, place)}
              actions={actions}
              onPicking={setPickAt}
              onGrip={drag.start}
            />
          ))}
        </ol>
        <div className="builder-lines-foot" data-pointer="/lines">
          <Button label="Add line" size="sm" kind="quiet" icon="plus" keys="alt+enter" onPress={() => actions.add()} />
          <Hints />
        </div>
      </div>
      <output className="vh">{news}</output>
    </section>
  );
}

function Heads({ isGross }: { isGross: boolean }) {
  return (
    <div className="line-grid lines-head" aria-hidden="true">
      <span />
      <span>Description</span>
      <span className="end">Quantity</span>
      <span>Unit</span>
      <span className="end">Price</span>
      <span className="end">Disc. %</span>
      <span>Tax</span>
      <span className="end net">{isGross ? "Gross" : "Net"}</span>
      <span />
    </div>
  );
}

/** Every key is shown once, where it helps. */
function Hints() {
  return (
    <div className="hints" aria-hidden="true">
      <span>
        <Kbd keys="enter" /> next field
      </span>
      <span>
        <Kbd keys="alt+↑" /> <Kbd keys="alt+↓" /> move
      </span>
      <span>
        <Kbd keys="mod+D" /> duplicate
      </span>
      <span>
        <Kbd keys="/" /> item
      </span>
      <span>
        <Icon name="keyboard" size="sm" /> <Kbd keys="?" /> all keys
      </span>
    </div>
  );
}

function amountsByKey(shown: Shown | undefined): ReadonlyMap<string, string> {
  return new Map(shown?.keys.map((key, place) => [key, shown.figures.amounts[place] ?? ""]));
}

/** Return a line's own errors, by field; the same object where it has none, so that its row is not drawn again. */
function errorsAt(errors: Errors, place: number): Errors {
  if (errors === NO_ERRORS) return NO_ERRORS;
  const start = `/lines/${place}/`;
  const own = Object.entries(errors).filter(([pointer]) => pointer.startsWith(start));
  return own.length === 0 ? NO_ERRORS : Object.fromEntries(own.map(([pointer, message]) => [pointer.slice(start.length), message]));
}
