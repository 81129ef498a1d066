import { useBuilder } from "../context.tsx";
import { Advice } from "./Advice.tsx";
import { Page } from "./Page.tsx";

/** The pages that the client will get, as the PDF engine draws them. */
export function PreviewPanel() {
  const { preview } = useBuilder();
  const { shown } = preview;
  return (
    <aside className="builder-preview" aria-label="Preview">
      <div className="builder-preview-head">
        <span className="font-medium">Preview</span>
        <span className="hint num">{preview.status === "failed" ? "Not up to date" : shown ? pageCount(shown.page_count) : ""}</span>
      </div>
      <Advice />
      {shown ? (
        shown.pages.map((svg, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- a page is its place
          <Page key={place} svg={svg} words={place === 0 ? shown.description : `Page ${place + 1}`} language={shown.language} />
        ))
      ) : (
        <div className="sheet flex-none" aria-busy="true" />
      )}
      {shown && shown.page_count > shown.pages.length && <p className="hint text-center">{`${shown.page_count - shown.pages.length} more pages are in the PDF`}</p>}
    </aside>
  );
}

function pageCount(count: number): string {
  return count === 1 ? "1 page" : `${count} pages`;
}
