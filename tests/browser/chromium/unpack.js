// Unpacks the browser, its libraries and its fonts into TMPDIR, which `./run test` points into the project's cache.
import chromium from "@sparticuz/chromium";

await chromium.executablePath();
