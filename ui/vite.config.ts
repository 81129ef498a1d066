import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { trimHtmx } from "./htmx-trim.ts";

/** Builds the assets that the Python pages name by `asset("...")`, with a manifest that maps each to its hashed file. */
export default defineConfig({
  base: "/static/build/",
  plugins: [tailwindcss(), trimHtmx()],
  build: {
    outDir: "../src/invoiceflow/web/static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome125", "firefox128", "safari18"],
    assetsInlineLimit: 0, // the content security policy allows no data: fonts or scripts
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "src/main.ts", public: "src/public.ts", app: "src/styles/app.css" },
    },
  },
});
