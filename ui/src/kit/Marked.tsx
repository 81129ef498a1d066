/** A text in which the part that was typed is marked, whatever its case. */
export function Marked({ text, part }: { text: string; part: string }) {
  const at = part.trim() === "" ? -1 : text.toLowerCase().indexOf(part.trim().toLowerCase());
  if (at < 0) return <>{text}</>;
  const end = at + part.trim().length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}
