/** The page's few signs, drawn as strokes, so that no icon font is needed. */

const PATHS = {
  home: "M4 11.5 12 4.5l8 7M6 10v9.5h4.5v-5h3v5H18V10",
  chat: "M4.5 5.5h15v10.5h-8l-4 3.5v-3.5h-3z",
  lock: "M6.5 11h11v8.5h-11zM8.5 11V8.2a3.5 3.5 0 0 1 7 0V11",
  hash: "M9.5 4.5 7.5 19.5M16.5 4.5l-2 15M4.5 9.2h15.2M4 14.8h15.2",
  shared: "M9 12a3.2 3.2 0 1 0-.1 0M3.5 19.5c.4-3.4 2.5-5 5.4-5s5 1.6 5.4 5M15.5 5.6a3.2 3.2 0 0 1 0 6.2M17 14.8c2 .5 3.2 2.1 3.5 4.7",
  bolt: "M13 3.5 5.5 13.5h5.5l-1 7 7.5-10h-5.5z",
  clip: "M19 11.5l-7 7a4.2 4.2 0 0 1-6-6l7.5-7.5a2.8 2.8 0 0 1 4 4L10 16.5a1.4 1.4 0 0 1-2-2l6.5-6.5",
  send: "M4.5 12h9M4.5 12 4 4.8 20.5 12 4 19.2z",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  reply: "M4.5 5.5h15v9h-8l-3.5 3.5v-3.5h-3.5z",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  clock: "M12 3.5a8.5 8.5 0 1 0 .01 0M12 7.5V12l3 2",
  calendar: "M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4",
  down: "M7 10l5 5 5-5",
  left: "M14 6.5 8.5 12l5.5 5.5",
  right: "M10 6.5l5.5 5.5-5.5 5.5",
  check: "M5.5 12.5l4.5 4.5 8.5-10",
  warn: "M12 4.5 21 19.5H3zM12 10.5v4M12 17h.01",
  eye: "M3 12c2.4-4 5.4-6 9-6s6.6 2 9 6c-2.4 4-5.4 6-9 6s-6.6-2-9-6zM12 9.5a2.5 2.5 0 1 0 .01 0",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  menu: "M4.5 7h15M4.5 12h15M4.5 17h15",
  info: "M12 3.5a8.5 8.5 0 1 0 .01 0M12 11v5M12 8h.01",
};

/**
 * @param {keyof typeof PATHS} name @returns {SVGElement} a decorative drawing, hidden from assistive technology
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
