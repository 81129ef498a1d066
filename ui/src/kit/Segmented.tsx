import { Icon } from "./Icon.tsx";

export interface View<Name extends string> {
  name: Name;
  label: string;
  icon?: string;
}

/** Views of one thing; exactly one is pressed. */
export function Segmented<Name extends string>({ label, views, current, onView }: { label: string; views: readonly View<Name>[]; current: Name; onView: (name: Name) => void }) {
  return (
    <div className="segmented" role="group" aria-label={label}>
      {views.map((view) => (
        <button key={view.name} type="button" aria-pressed={view.name === current} onClick={() => onView(view.name)}>
          {view.icon && <Icon name={view.icon} size="sm" />}
          {view.label}
        </button>
      ))}
    </div>
  );
}
