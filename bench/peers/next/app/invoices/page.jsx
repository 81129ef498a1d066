import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { newest, visitor } from "../../lib/list";

export const dynamic = "force-dynamic";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const amounts = new Map();

function money(minor, currency) {
  if (!amounts.has(currency)) {
    amounts.set(currency, new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2 }));
  }
  return amounts.get(currency).format(Number(minor) / 100);
}

const PLACES = ["Overview", "Invoices", "Payments", "Clients", "Items", "Tax rates", "Settings"];
const TABS = ["All", "Drafts", "Open", "Overdue", "Paid", "Void", "Uncollectible"];
const FILTERS = ["Issued", "Client", "Currency", "Amount"];

function Icon({ name }) {
  return (
    <svg className="icon" aria-hidden="true">
      <use href={`/icons.svg#${name}`} />
    </svg>
  );
}

function Frame({ who, children }) {
  return (
    <div className="shell">
      <nav className="sidebar" aria-label="Places">
        {PLACES.map((place) => (
          <a key={place} className="nav-item" href={`/${place}`}>
            <Icon name={place} />
            <span>{place}</span>
          </a>
        ))}
        <p className="person">{who.name}</p>
      </nav>
      <div className="main">
        <header className="topbar">
          <h1>Invoices</h1>
          <a className="btn btn-primary" href="/invoices/new">
            <Icon name="plus" />
            New invoice
          </a>
        </header>
        <main className="page">{children}</main>
      </div>
    </div>
  );
}

function Row({ row }) {
  const number = row.number ?? "No number yet";
  const owed = Number(row.total_minor) - Number(row.paid_minor);
  const late = row.status === "issued" && row.due_on < new Date();
  return (
    <tr className={late ? "row-late" : "row"}>
      <td>
        <label className="check">
          <input type="checkbox" name="ids" value={row.id} form="several" />
          <span className="vh">Select {number}</span>
        </label>
      </td>
      <td>
        <a className="row-link num" href={`/invoices/${row.id}`}>
          {number}
        </a>
      </td>
      <td>{row.client_name || "No client yet"}</td>
      <td className="num">{row.issued_on && day.format(row.issued_on)}</td>
      <td className="num">
        {row.due_on && day.format(row.due_on)} {late && <span className="subtle">late</span>}
      </td>
      <td>
        <span className={`badge badge-${row.status}`}>
          <Icon name={`st-${row.status}`} />
          {row.status}
        </span>
        {row.viewed_at ? <span className="fate">Seen</span> : row.sent_at && <span className="fate">Sent</span>}
      </td>
      <td className="num end">
        {money(row.total_minor, row.currency)} <span className="unit">{row.currency}</span>
        {owed > 0 && owed < Number(row.total_minor) && <small>{money(owed, row.currency)} open</small>}
      </td>
      <td>
        <button className="btn btn-icon" type="button" aria-label={`Actions for ${number}`}>
          <Icon name="more" />
        </button>
      </td>
    </tr>
  );
}

export default async function Invoices() {
  const who = await visitor((await cookies()).get("sid")?.value);
  if (!who) notFound();
  const rows = await newest(who.tenant);
  return (
    <Frame who={who}>
      <nav className="tabs" aria-label="Statuses">
        {TABS.map((tab) => (
          <a key={tab} className="tab" href={`/invoices?status=${tab}`}>
            {tab}
          </a>
        ))}
      </nav>
      <form className="filters" role="search">
        <input type="search" name="q" placeholder="Number, client, line or amount" />
        {FILTERS.map((filter) => (
          <button key={filter} className="chip" type="button">
            {filter}
          </button>
        ))}
      </form>
      <table className="table">
        <thead>
          <tr>
            <th>
              <span className="vh">Select</span>
            </th>
            <th>Number</th>
            <th>Client</th>
            <th>Issued</th>
            <th>Due</th>
            <th>Status</th>
            <th>Total</th>
            <th>
              <span className="vh">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      <p className="foot">{rows.length} shown, newest first</p>
    </Frame>
  );
}
