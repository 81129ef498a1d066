// node draw.js LINES MANY: draw an invoice of so many lines so many times, each another, and print the CPU seconds of one.
import { fileURLToPath } from "node:url";
import { Document, Font, Image, Page, Path, StyleSheet, Svg, Text, View, renderToBuffer } from "@react-pdf/renderer";
import QRCode from "qrcode";
import { createElement as h } from "react";

// The product's own fonts, embedded as it does: readers without them must see the same invoice.
const font = (name) => fileURLToPath(new URL(`../../../src/invoiceflow/pdf/fonts/Inter-${name}.ttf`, import.meta.url));
Font.register({
  family: "Inter",
  fonts: [{ src: font("Regular") }, { src: font("SemiBold"), fontWeight: "bold" }],
});

const LOGO = fileURLToPath(new URL("../logo.png", import.meta.url));
const WIDTHS = ["5%", "47%", "8%", "14%", "8%", "18%"];
const HEAD = ["#", "Description", "Quantity", "Unit price", "Tax", "Amount"];
const money = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2 });
const style = StyleSheet.create({
  page: { fontFamily: "Inter", fontSize: 9, paddingVertical: 56, paddingHorizontal: 50 },
  apart: { flexDirection: "row", justifyContent: "space-between", marginBottom: 18 },
  row: { flexDirection: "row", borderBottomWidth: 0.4, borderColor: "#c8c8c8", padding: 4 },
  title: { fontSize: 20, fontWeight: "bold" },
  logo: { width: 113 },
  code: { width: 76, height: 76 },
  sums: { alignItems: "flex-end", marginVertical: 10 },
  foot: { position: "absolute", bottom: 25, left: 0, right: 0, textAlign: "center", fontSize: 8 },
});

function lines(many, salt) {
  return Array.from({ length: many }, (_, line) => {
    const quantity = 1 + ((line * 7 + salt) % 9);
    const price = 1900 + ((line * 311 + salt * 17) % 90000);
    const text = `Consulting package ${salt}-${line}: implementation and on-site support`;
    return { text, quantity, price, amount: quantity * price };
  });
}

function row(cells, key, fixed = false) {
  const shown = cells.map((cell, column) =>
    h(Text, { key: column, style: { width: WIDTHS[column], textAlign: column === 1 ? "left" : "right" } }, cell),
  );
  return h(View, { style: style.row, key, wrap: false, fixed }, shown);
}

// What the product's documents carry as well: the code that fills in the transfer.
function code(salt, total) {
  const transfer = ["BCD", "002", "1", "SCT", "BYLADEM1001", "Studio Nordlicht GmbH", "DE02120300000000202051"];
  const text = [...transfer, `EUR${(total / 100).toFixed(2)}`, "", "", `2026-${salt}`].join("\n");
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  let squares = "";
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1) if (modules.get(y, x)) squares += `M${x} ${y}h1v1h-1z`;
  const viewBox = `-4 -4 ${modules.size + 8} ${modules.size + 8}`;
  return h(Svg, { viewBox, style: style.code }, h(Path, { d: squares, fill: "#000" }));
}

function invoice(many, salt) {
  const listed = lines(many, salt);
  const net = listed.reduce((sum, line) => sum + line.amount, 0);
  const tax = Math.round(net * 0.19);
  const figures = { Net: net, "VAT 19 %": tax, Total: net + tax };
  const rows = listed.map((line, index) =>
    row(
      [
        String(index + 1),
        line.text,
        String(line.quantity),
        money.format(line.price / 100),
        "19 %",
        money.format(line.amount / 100),
      ],
      index,
    ),
  );
  return h(
    Document,
    { title: `Invoice ${salt}` },
    h(
      Page,
      { size: "A4", style: style.page },
      h(
        View,
        { style: style.apart },
        h(View, {}, h(Text, { style: style.title }, "Invoice"), h(Text, {}, `2026-${salt}`)),
        h(Image, { src: LOGO, style: style.logo }),
      ),
      h(
        View,
        { style: style.apart },
        h(Text, {}, "Studio Nordlicht GmbH\nDitmar-Koel-Straße 21\n20459 Hamburg\nDE136695976"),
        h(Text, {}, "Globex Ltd\nHauptstraße 12\n10115 Berlin"),
        h(Text, {}, "Issued 23 November 2026\nDue 7 December 2026"),
      ),
      row(HEAD, "head", true),
      rows,
      h(
        View,
        { style: style.sums },
        Object.entries(figures).map(([name, sum]) => h(Text, { key: name }, `${name}   ${money.format(sum / 100)} EUR`)),
      ),
      h(Text, {}, "Payable within 14 days without deduction. Thank you for your business."),
      h(
        View,
        { style: style.apart, wrap: false },
        h(Text, {}, "Studio Nordlicht GmbH\nDE02 1203 0000 0000 2020 51\nBYLADEM1001\nMusterbank"),
        code(salt, net + tax),
      ),
      h(Text, {
        style: style.foot,
        fixed: true,
        render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}`,
      }),
    ),
  );
}

const [length, many] = process.argv.slice(2).map(Number);
for (let warm = 0; warm < (length > 100 ? 1 : 10); warm += 1) await renderToBuffer(invoice(length, 9000 + warm));
const before = process.cpuUsage();
for (let salt = 0; salt < many; salt += 1) await renderToBuffer(invoice(length, salt));
const used = process.cpuUsage(before);
console.log(JSON.stringify({ cpu_seconds: (used.user + used.system) / 1e6 / many }));
