/** The `markdown` block: the part of standard Markdown that Slack shows. */

import { h, link } from "./dom.js";
import { emojiNode } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    /`([^`\n]+)`/,
    /\*\*((?=\S)[^\n]+?(?<=\S))\*\*/,
    /\*((?=\S)[^*\n]+?(?<=\S))\*/,
    /(?<!\w)_((?=\S)[^_\n]+?(?<=\S))_(?!\w)/,
    /~~([^~\n]+)~~/,
    /\[([^\]\n]+)\]\(([^)\s]+)\)/,
    /:([a-z0-9_+-]+):/,
  ].map((part) => part.source).join("|"),
  "g",
);

/** @param {string} text @returns {Node[]} */
export function markdown(text) {
  const rows = text.split("\n");
  /** @type {Node[]} */
  const nodes = [];
  while (rows.length) nodes.push(...next(rows));
  return nodes;
}

/** Takes one block of lines off the front. @param {string[]} rows @returns {Node[]} */
function next(rows) {
  const row = rows[0];
  if (!row.trim()) return rows.shift(), [];
  if (row.startsWith("```")) return [fenced(rows)];
  if (/^(-{3,}|\*{3,})\s*$/.test(row)) return rows.shift(), [h("hr")];
  const heading = row.match(/^(#{1,6})\s+(.*)$/);
  if (heading) return rows.shift(), [h(`h${Math.min(6, heading[1].length + 2)}`, { class: "md-heading" }, inline(heading[2]))];
  if (/^>/.test(row)) return [h("blockquote", {}, markdown(take(rows, /^> ?/).join("\n")))];
  if (/^\s*[-*+]\s/.test(row)) return [list("ul", rows, /^\s*[-*+]\s+/)];
  if (/^\s*\d+[.)]\s/.test(row)) return [list("ol", rows, /^\s*\d+[.)]\s+/)];
  return [h("p", {}, inline(paragraph(rows)))];
}

/** @param {string[]} rows @returns {Node} */
function fenced(rows) {
  rows.shift();
  const body = [];
  while (rows.length && !rows[0].startsWith("```")) body.push(rows.shift());
  rows.shift();
  return h("pre", { class: "code-block" }, body.join("\n"));
}

/** Takes the leading lines that match, without what matched. @param {string[]} rows @param {RegExp} mark @returns {string[]} */
function take(rows, mark) {
  const taken = [];
  while (rows.length && mark.test(rows[0])) taken.push((rows.shift() ?? "").replace(mark, ""));
  return taken;
}

/** @param {"ul"|"ol"} tag @param {string[]} rows @param {RegExp} mark @returns {Node} */
const list = (tag, rows, mark) => h(tag, {}, take(rows, mark).map((item) => h("li", {}, inline(item))));

/** @param {string[]} rows @returns {string} */
function paragraph(rows) {
  const taken = [rows.shift()];
  while (rows.length && rows[0].trim() && !/^(#{1,6}\s|>|```|\s*[-*+]\s|\s*\d+[.)]\s)/.test(rows[0])) taken.push(rows.shift());
  return taken.join(" ");
}

/** @param {string} text @returns {Node[]} */
function inline(text) {
  /** @type {Node[]} */
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const node = styled(match);
    if (!node) continue;
    nodes.push(document.createTextNode(text.slice(from, match.index)), node);
    from = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/** @param {RegExpMatchArray} match @returns {Node|null} */
function styled([, code, bold, star, under, strike, label, url, name]) {
  if (code !== undefined) return h("code", {}, code);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (star !== undefined || under !== undefined) return h("em", {}, inline(star ?? under));
  if (strike !== undefined) return h("s", {}, inline(strike));
  if (label !== undefined) return link(url, inline(label));
  return emojiNode(name);
}
