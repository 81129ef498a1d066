/** Pictures of the sprite whose address the server wrote on the root element. */

const SVG = "http://www.w3.org/2000/svg";

export function iconUrl(name: string): string {
  return `${document.documentElement.dataset["icons"] ?? ""}#${name}`;
}

export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", iconUrl(name));
  svg.append(use);
  return svg;
}
