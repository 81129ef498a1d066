// What stands around the rows: tabs, filters with their panels, the head of the table, and the dialogs for several.
import { Icon } from "./frame";

const TABS = ["All", "Drafts", "Open", "Overdue", "Paid", "Void", "Uncollectible"];
const FILTERS = {
  Issued: ["issued_from", "issued_to"],
  Client: ["client"],
  Currency: ["currency"],
  Amount: ["total_from", "total_to"],
};
const PRESETS = ["This month", "Last month", "This quarter", "This year", "Last 12 months"];
const DIALOGS = {
  "several-issue": ["Issue the selected drafts?", "Issue drafts", "Keep as drafts"],
  "several-lost": ["Give up on the selected invoices?", "Mark as uncollectible", "Keep collecting"],
  "several-discard": ["Discard the selected drafts?", "Discard drafts", "Keep drafts"],
};
const SAID =
  "Each takes the next number, in the order of the list, and never changes again. A draft that is not complete stays " +
  "a draft, and you see why. Invoices that are issued already are left as they are.";

const shown = (count) => (count > 1000 ? "1,000+" : count ? count.toLocaleString("en") : "");

export function Tabs({ counts }) {
  const all = [counts[0] + counts[1] + counts[3] + counts[4] + counts[5], ...counts];
  return (
    <nav className="tabs" aria-label="Statuses" id="tabs">
      {TABS.map((tab, index) => (
        <a
          key={tab}
          className="tab"
          href={`/app/invoices?status=${tab}`}
          aria-current={index ? undefined : "page"}
        >
          {tab} <span className="tab-count">{shown(all[index])}</span>
        </a>
      ))}
    </nav>
  );
}

function Field({ name }) {
  return (
    <div className="field">
      <label className="label" htmlFor={name}>
        {name}
      </label>
      <input className="input" id={name} name={name} form="filters" autoComplete="off" />
      <p className="error" id={`${name}-error`} hidden />
    </div>
  );
}

function Filter({ label, fields }) {
  const id = `f-${label}`;
  return (
    <>
      <button className="chip" type="button" popoverTarget={id} aria-haspopup="dialog" aria-expanded="false">
        {label}
        <Icon name="down" classes="icon-sm" />
      </button>
      <div className="menu menu-below" id={id} popover="auto" role="dialog" aria-label={label}>
        {label === "Issued" &&
          PRESETS.map((preset) => (
            <a className="menu-item" key={preset} href={`/app/invoices?issued=${preset}`}>
              {preset}
            </a>
          ))}
        <div className="grid gap-3 p-2">
          {fields.map((name) => (
            <Field key={name} name={name} />
          ))}
        </div>
        <div className="p-2 pt-0 grid">
          <button className="btn btn-secondary btn-sm" type="submit" form="filters">
            Apply
          </button>
        </div>
      </div>
    </>
  );
}

export function Filters() {
  return (
    <div className="row">
      <form id="filters" className="max-sm:w-full" role="search" aria-label="Invoices" action="/app/invoices">
        <label className="input input-group sm:w-72">
          <span className="subtle">
            <Icon name="search" />
          </span>
          <span className="vh">Search invoices</span>
          <input id="q" type="search" name="q" placeholder="Number, client, line or amount" autoComplete="off" />
          <kbd className="kbd kbd-hint">/</kbd>
        </label>
      </form>
      <div className="flex gap-2 overflow-x-auto hide-scrollbar max-sm:w-full" id="chips">
        {Object.entries(FILTERS).map(([label, fields]) => (
          <Filter key={label} label={label} fields={fields} />
        ))}
      </div>
    </div>
  );
}

export function Dialogs() {
  return Object.entries(DIALOGS).map(([id, [title, verb, keep]]) => (
    <dialog className="dialog" id={id} key={id} aria-labelledby={`${id}-title`}>
      <div className="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button className="btn btn-quiet btn-icon btn-sm" type="button" aria-label="Close" title="Close">
          <Icon name="x" />
        </button>
      </div>
      <div className="dialog-body">
        <p>{SAID}</p>
      </div>
      <div className="dialog-foot">
        <button className="btn btn-secondary" type="button">
          {keep}
        </button>
        <button className="btn btn-primary" type="submit" form="several" name="action" value={id}>
          {verb}
        </button>
      </div>
    </dialog>
  ));
}
