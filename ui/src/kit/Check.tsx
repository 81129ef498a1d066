export interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
}

/** A tick that waits for Save. */
export function Check(props: CheckProps) {
  return <Toggle {...props} css="box" />;
}

/** A switch that acts at once. */
export function Switch(props: CheckProps) {
  return <Toggle {...props} css="switch" isSwitch />;
}

function Toggle({ label, hint, checked, onCheck, css, isSwitch = false }: CheckProps & { css: string; isSwitch?: boolean }) {
  return (
    <label className="check">
      <input className={css} type="checkbox" role={isSwitch ? "switch" : undefined} aria-checked={isSwitch ? checked : undefined} checked={checked} onChange={(event) => onCheck(event.target.checked)} />
      <span>
        <span className={isSwitch ? "block font-medium" : "block"}>{label}</span>
        {hint && <span className="block hint">{hint}</span>}
      </span>
    </label>
  );
}
