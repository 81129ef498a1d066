/** Every signed-in page: the behaviour that the markup asks for by data attributes, and its islands. */

import { startForms } from "./lib/forms.ts";
import type { Mount } from "./lib/island.tsx";
import { startLazy } from "./lib/lazy.ts";
import { startLive } from "./lib/live.ts";
import { startMenus } from "./lib/menus.ts";
import { spellKeys } from "./lib/platform.ts";
import { startPrefetch } from "./lib/prefetch.ts";
import { startSwaps } from "./lib/swaps.ts";
import { startTheme } from "./lib/theme.ts";

const islands = import.meta.glob<{ mount: Mount }>("./islands/*/index.tsx");

for (const start of [startSwaps, startTheme, startMenus, startForms, startLazy, startPrefetch, startLive, spellKeys]) start();
for (const root of document.querySelectorAll<HTMLElement>("[data-island]")) void mount(root);

async function mount(root: HTMLElement): Promise<void> {
  const load = islands[`./islands/${root.dataset["island"]}/index.tsx`];
  if (load) (await load()).mount(root);
}
