import { useRef, useState } from "react";
import { useBuilder } from "../context.tsx";
import { Advice } from "./Advice.tsx";
import { Page } from "./Page.tsx";
import { Zoom, type Scale } from "./Zoom.tsx";

/** The pages that the client will get, as the PDF engine draws them. */
export function PreviewPanel() {
  const { preview } = useBuilder();
  const { shown } = preview;
  const [scale, setScale] = useState<Scale>();
  const pages = useRef<HTMLDivElement>(null);
  return (
    <aside className="builder-preview" aria-label="Preview">
      <div className="builder-preview-head">
        <span className="font-medium">Preview</span>
        <Zoom scale={scale} pages={pages} onScale={setScale} />
        <span className="hint num">{preview.status === "failed" ? "Not up to date" : shown ? pageCount(shown.page_count) : ""}</span>
      </div>
      <Advice />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <div className="builder-pages" tabIndex={0} role="region" aria-label="Pages">
        <div className="grid gap-4 mx-auto" ref={pages} data-scale={scale}>
          {shown ? (
            shown.pages.map((svg, place) => (
              // oxlint-disable-next-line react/no-array-index-key -- a page is its place
              <Page key={place} svg={svg} words={place === 0 ? shown.description : `Page ${place + 1}`} language={shown.language} />
            ))
          ) : (
            <div className="sheet" aria-busy="true" />
          )}
        </div>
        {shown && shown.page_count > shown.pages.length && <p className="hint text-center">{`${shown.page_count - shown.pages.length} more pages are in the PDF`}</p>}
      </div>
    </aside>
  );
}

function pageCount(count: number): string {
  return count === 1 ? "1 page" : `${count} pages`;
}
