import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { Frame, Icon } from "../../lib/frame";
import { newest, visitor } from "../../lib/list";
import { Dialogs, Filters, Tabs } from "../../lib/parts";

export const dynamic = "force-dynamic";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const amount = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2 });
const HEADS = ["Number", "Client", "Issued", "Due", "Status", "Delivery", "Total", "Open"];
const OPEN = new Set(["issued", "partially_paid"]);

function distance(due, today) {
  const days = Math.round((due - today) / 86_400_000);
  if (days < 0) return `${-days} days late`;
  return days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
}

function badge(row, late) {
  if (!OPEN.has(row.status)) return row.status;
  if (late) return "overdue";
  if (row.status === "partially_paid") return row.status;
  return row.viewed_at ? "seen" : row.sent_at ? "sent" : "issued";
}

function fate(row) {
  if (row.delivery === "failed" || row.delivery === "queued") return row.delivery;
  return row.viewed_at ? "Opened" : row.sent_at ? "Sent" : "";
}

function Money({ minor, currency }) {
  return (
    <>
      {amount.format(minor / 100)}
      <span className="cur">{currency}</span>
    </>
  );
}

function Row({ row }) {
  const draft = row.status === "draft";
  const number = row.number ?? "No number yet";
  const owed = OPEN.has(row.status) ? Number(row.total_minor) - Number(row.paid_minor) : 0;
  const late = owed > 0 && row.due_on < row.today;
  const state = badge(row, late);
  const sent = fate(row);
  const href = `/app/invoices/${row.id}`;
  const until = owed > 0 && distance(row.due_on, row.today);
  return (
    <tr id={`i-${row.id}`}>
      <td className="c-check">
        <input
          className="box row-check"
          type="checkbox"
          name="ids"
          value={row.id}
          form="several"
          aria-label={`Select ${number}`}
        />
      </td>
      <td className="c-no nowrap">
        <a className={draft ? "row-link font-normal text-subtle" : "row-link"} href={href}>
          {number}
        </a>
        {until && <span className={late ? "md:hidden text-danger" : "md:hidden"}>{until}</span>}
      </td>
      <td className="c-client clip" title={row.client_name}>
        {row.client_name}
      </td>
      <td className="c-issued nowrap muted max-xl:hidden">{draft ? "–" : day.format(row.issued_on)}</td>
      <td className="c-due nowrap">
        {draft ? (
          <span className="subtle">–</span>
        ) : (
          <span className="flex gap-2">
            <span className="muted">{day.format(row.due_on)}</span>
            {until && <span className={late ? "text-danger" : "subtle"}>{until}</span>}
          </span>
        )}
      </td>
      <td className="c-status">
        <span className={`badge badge-${state}`}>
          <Icon name={`st-${state}`} />
          {state}
        </span>
      </td>
      <td className="c-del nowrap max-xl:hidden">
        {sent ? (
          <span className="row text-sm flex-nowrap muted">
            <Icon name="mail" classes="icon-sm" />
            {sent}
          </span>
        ) : (
          <span className="subtle">–</span>
        )}
      </td>
      <td className="c-total end nowrap font-medium">
        <Money minor={row.total_minor} currency={row.currency} />
      </td>
      <td className="c-open end nowrap max-2xl:hidden">
        {owed > 0 ? <Money minor={owed} currency={row.currency} /> : <span className="subtle">–</span>}
      </td>
      <td className="c-more w-px">
        <button
          className="btn btn-quiet btn-icon btn-sm -mr-2"
          type="button"
          popoverTarget="row-menu"
          aria-haspopup="menu"
          aria-label={`Actions for ${number}`}
          title="Actions"
          data-menu={`${href}/menu`}
        >
          <Icon name="dots" />
        </button>
      </td>
    </tr>
  );
}

export default async function Invoices() {
  const who = await visitor((await cookies()).get("sid")?.value);
  if (!who) notFound();
  const found = await newest(who.tenant);
  const rows = found.slice(0, 50);
  return (
    <Frame who={who}>
      <Tabs counts={found[0].counts} />
      <Filters />
      <section className="card" id="invoices" aria-label="Invoices" data-live="invoice payment">
        <table className="table table-rows table-sticky table-cards">
          <thead>
            <tr>
              <th scope="col" className="w-px">
                <input className="box" type="checkbox" data-check-all aria-label="Select all on this page" />
              </th>
              {HEADS.map((head) => (
                <th scope="col" key={head}>
                  <a className="sort" href={`/app/invoices?sort=${head}`}>
                    {head}
                  </a>
                </th>
              ))}
              <th scope="col">
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
        <div className="pager">
          <span className="num">{rows.length} shown, newest first</span>
          <nav className="btn-group" aria-label="Pages">
            <a className="btn btn-secondary btn-sm" href={`/app/invoices?after=${rows.at(-1)?.id}`} rel="next">
              Older
              <Icon name="right" classes="icon-sm icon-flip" />
            </a>
          </nav>
        </div>
      </section>
      <Dialogs />
    </Frame>
  );
}
