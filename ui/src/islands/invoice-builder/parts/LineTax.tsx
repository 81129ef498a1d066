import type { TaxOption } from "../../../api/builder.ts";
import { Select } from "../../../kit/Select.tsx";
import { taxOf } from "../model/draft.ts";

/** The rate of a line: one of the tenant's, or the one it has had since before that was archived. */
export function LineTax({ name, place, tax, taxes, error, onTax }: { name: string; place: number; tax: string; taxes: readonly TaxOption[]; error: string | undefined; onTax: (tax: string) => void }) {
  const known = taxes.map((option) => ({ value: taxOf(option), label: option.label, short: option.short }));
  const [rate = "", category = ""] = tax.split(" ");
  const own = category === "S" ? `${rate}%` : `${rate}% ${category}`;
  const choices = known.some(({ value }) => value === tax) ? known : [...known, { value: tax, label: own, short: own }];
  return <Select label={`${name} tax rate`} labelHidden value={tax} choices={choices} onChoose={onTax} error={error} pointer={`/lines/${place}/tax_rate`} shown={choices.find(({ value }) => value === tax)?.short} />;
}
