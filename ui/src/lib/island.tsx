import { StrictMode, type ComponentType } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

export type Mount = (root: HTMLElement) => void;

/** Turn a component into an island. Props are the JSON that the page rendered inside `root`. */
export function island<Props extends object>(Component: ComponentType<Props>): Mount {
  return (root) => {
    const json = root.querySelector("script[type='application/json']")?.textContent ?? "{}";
    const props = JSON.parse(json) as Props; // written by the server from the same generated type
    // at once, so that no key falls between the page's own fields and those of the island
    flushSync(() =>
      createRoot(root).render(
        <StrictMode>
          <Component {...props} />
        </StrictMode>,
      ),
    );
  };
}
