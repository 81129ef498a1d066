// The frame around the list: the same places, menus and labels as the product's own.
const PLACES = [
  [
    ["Overview", "home", ""],
    ["Invoices", "invoice", "/invoices"],
    ["Payments", "coins", "/payments"],
  ],
  [
    ["Clients", "users", "/clients"],
    ["Items", "box", "/items"],
    ["Tax rates", "tag", "/tax-rates"],
  ],
];

export function Icon({ name, classes = "" }) {
  return (
    <svg className={`icon ${classes}`} aria-hidden="true">
      <use href={`/static/icons.svg?v=a23531991a#${name}`} />
    </svg>
  );
}

function MenuItem({ icon, label, href }) {
  return (
    <a className="menu-item" role="menuitem" href={href}>
      <Icon name={icon} />
      <span>{label}</span>
    </a>
  );
}

function Sidebar({ who }) {
  return (
    <nav className="sidebar" aria-label="Main">
      <a className="brand" href="/">
        <Icon name="logo" />
        <span>{who.name}</span>
      </a>
      {PLACES.map((group, index) => (
        <ul className="nav-group" key={index}>
          {group.map(([label, icon, path]) => (
            <li key={label}>
              <a
                className="nav-item"
                href={`/app${path}`}
                aria-current={label === "Invoices" ? "page" : undefined}
              >
                <Icon name={icon} />
                <span className="nav-label">{label}</span>
                <kbd className="kbd kbd-hint">{label[0]}</kbd>
              </a>
            </li>
          ))}
        </ul>
      ))}
      <button className="person" type="button" popoverTarget="person-menu" aria-haspopup="menu">
        <span className="avatar">MP</span>
        <span>{who.name}</span>
      </button>
      <div className="menu menu-up" id="person-menu" popover="auto" role="menu" aria-label={who.name}>
        <MenuItem icon="gear" label="Settings" href="/app/settings" />
        <MenuItem icon="theme" label="Light or dark" href="#" />
        <MenuItem icon="out" label="Sign out" href="/login/end" />
      </div>
    </nav>
  );
}

function Bottombar() {
  return (
    <>
      <nav className="bottombar" aria-label="Main, short">
        {["Overview", "Invoices", "New invoice", "Clients", "More"].map((label) => (
          <a href={`/app/${label}`} key={label}>
            <Icon name={label} classes="icon-lg" />
            {label}
          </a>
        ))}
      </nav>
      <div className="menu menu-up-end" id="more-menu" popover="auto" role="menu" aria-label="More places">
        {["Payments", "Items", "Tax rates", "Settings", "Search", "Light or dark", "Sign out"].map((label) => (
          <MenuItem key={label} icon={label} label={label} href={`/app/${label}`} />
        ))}
      </div>
    </>
  );
}

export function Frame({ who, children }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className="shell">
        <Sidebar who={who} />
        <div className="main">
          <header className="topbar">
            <h1>Invoices</h1>
            <span className="badge max-sm:hidden" data-live-state="live">
              <span className="dot dot-live" aria-hidden="true" />
              <span>Live</span>
            </span>
            <div className="row ms-auto flex-nowrap">
              <a className="btn btn-secondary max-sm:hidden" href="/app/invoices.csv" download id="export">
                <Icon name="download" />
                Export
              </a>
              <a className="btn btn-primary max-md:hidden" href="/app/invoices/new" data-key="n">
                <Icon name="plus" />
                New invoice <kbd className="kbd">N</kbd>
              </a>
            </div>
          </header>
          <main className="page page-wide gap-4" id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
        <Bottombar />
      </div>
      <section className="toasts" id="toasts" aria-label="Messages" />
      <p className="vh" role="status" aria-live="polite" id="announcer" />
    </>
  );
}
