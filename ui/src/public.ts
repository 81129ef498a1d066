/** Pages that need no sign-in work without any script; this adds the theme button and copy buttons. */

import { copyFrom } from "./lib/copy.ts";
import { startTheme } from "./lib/theme.ts";

startTheme();
if (document.body.dataset["liveUrl"]) void import("./lib/live.ts").then(({ startLive }) => startLive());
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
  if (button) void copyFrom(button);
});
