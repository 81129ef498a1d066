import type { RefObject } from "react";
import { buttonClass, IconButton } from "../../../kit/Button.tsx";

const STEPS = [25, 50, 75, 100, 125, 150, 200]; // each with its width in tokens.css
const PX_PER_PERCENT = 7.937; // a page is 210 mm wide, at 96 pixels an inch

/** In per cent of the paper's size; undefined fits the page into the width that there is. */
export type Scale = number | undefined;

/** Makes the pages smaller and larger, from what is seen now; the middle goes between the width and 100 %. */
export function Zoom({ scale, pages, onScale }: { scale: Scale; pages: RefObject<HTMLElement | null>; onScale: (scale: Scale) => void }) {
  const name = scale === undefined ? "Fit width" : `${scale} %`;
  return (
    <div className="row gap-1" role="group" aria-label="Zoom">
      <IconButton label="Zoom out" icon="minus" letter="-" onPress={() => onScale(STEPS.findLast((step) => step < seen() - 1) ?? scale)} />
      <button className={`${buttonClass("quiet", "sm")} min-w-20`} type="button" data-key="0" title={scale === undefined ? "Show at 100 %" : "Fit the width"} onClick={() => onScale(scale === undefined ? 100 : undefined)}>
        {name}
      </button>
      <IconButton label="Zoom in" icon="plus" letter="+" onPress={() => onScale(STEPS.find((step) => step > seen() + 1) ?? scale)} />
    </div>
  );

  function seen(): number {
    return scale ?? (pages.current?.clientWidth ?? 0) / PX_PER_PERCENT;
  }
}
