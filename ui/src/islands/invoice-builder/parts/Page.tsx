import { useEffect, useRef } from "react";

/** One page as a picture: a document of its own, whose styles and scripts mean nothing here. */
export function Page({ svg, words, language }: { svg: string; words: string; language: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    // the browser shows the picture before until this one is decoded, so nothing flickers
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [svg]);
  return (
    <div className="sheet">
      <img ref={image} alt={words} lang={language} />
    </div>
  );
}
