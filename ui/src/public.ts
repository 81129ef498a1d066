/** Pages that need no sign-in work without any script; this adds the theme button and copy buttons. */

import { copyFrom } from "./lib/copy.ts";
import { followInvoice } from "./lib/payer.ts";
import { startTheme } from "./lib/theme.ts";

startTheme();
const stream = document.body.dataset["liveUrl"];
if (stream) followInvoice(stream);
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
  if (button) void copyFrom(button);
});
