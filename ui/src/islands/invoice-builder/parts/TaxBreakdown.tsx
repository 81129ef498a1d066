import { Icon } from "../../../kit/Icon.tsx";
import { Switch } from "../../../kit/Check.tsx";
import { TextInput } from "../../../kit/TextInput.tsx";
import { tidied } from "../../../lib/numbers.ts";
import { useBuilder } from "../context.tsx";
import { stale } from "./Total.tsx";

/** The room of the figures before the first answer: of one rate, as most invoices have. */
const UNKNOWN = [
  { name: "Net total", value: "–" },
  { name: "VAT", value: "–" },
];

/** How the invoice adds up, as the server says. While it adds up anew the last figures stay, paler. */
export function TaxBreakdown() {
  const { props, draft, dispatch, preview, errors } = useBuilder();
  const figures = preview.shown?.figures;
  return (
    <section className="card" aria-labelledby="totals-title">
      <div className="card-head">
        <h2 id="totals-title">Totals and tax</h2>
        <span className="hint row">
          <Icon name="shield" size="sm" />
          EN 16931
        </span>
      </div>
      <div className="card-body grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextInput
            label="Discount"
            suffix="%"
            numeric
            inputMode="decimal"
            placeholder="–"
            value={draft.discount_percent}
            onText={(discount_percent) => dispatch({ type: "edit", changes: { discount_percent }, at: performance.now() })}
            onBlur={() => dispatch({ type: "tidy", changes: { discount_percent: tidied(draft.discount_percent, props.notation) } })}
            error={errors["/discount_percent"]}
            data-pointer="/discount_percent"
          />
          <div className="self-end pb-1">
            <Switch label="Prices include tax" checked={draft.prices_include_tax} onCheck={(prices_include_tax) => dispatch({ type: "edit", changes: { prices_include_tax } })} />
          </div>
        </div>
        <dl className={`sums ${stale(preview.status)}`} aria-busy={preview.status === "loading"}>
          {(figures?.sums ?? UNKNOWN).map((row) => (
            <div key={row.name}>
              <dt>{row.name}</dt>
              <dd>{row.value}</dd>
            </div>
          ))}
          <div className="rule total">
            <dt>Total</dt>
            <dd>{figures?.total ?? "–"}</dd>
          </div>
        </dl>
        {preview.status === "failed" && (
          <p className="error" role="alert">
            {preview.message}
          </p>
        )}
      </div>
    </section>
  );
}
