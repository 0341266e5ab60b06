/** `rich_text` blocks: sections, lists, quotes and preformatted text, with their inline elements. */

import { h, link } from "./dom.js";
import { channel, emojiNode, mention } from "./mrkdwn.js";
import { fillDate } from "./time.js";

/** @param {import("./types.js").Block} block @returns {Node[]} */
export const richText = (block) => (block.elements ?? []).map(part);

/** @param {any} element @returns {Node} */
function part(element) {
  const inside = element.elements ?? [];
  if (element.type === "rich_text_list") return list(element, inside);
  if (element.type === "rich_text_quote") return h("blockquote", {}, inside.map(inline));
  if (element.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, inside.map(inline));
  return h("div", { class: "rich-section" }, inside.map(inline));
}

/** @param {any} element @param {any[]} items @returns {Node} */
function list(element, items) {
  const ordered = element.style === "ordered";
  const rows = items.map((item) => h("li", {}, (item.elements ?? []).map(inline)));
  const start = ordered && element.offset ? element.offset + 1 : null;
  return h(ordered ? "ol" : "ul", { start, class: `indent-${Math.min(4, element.indent ?? 0)}` }, rows);
}

/** @param {any} element @returns {Node} one inline element with its style */
function inline(element) {
  let node = bare(element);
  const style = element.style ?? {};
  if (style.code) node = h("code", {}, node);
  if (style.bold) node = h("strong", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.strike) node = h("s", {}, node);
  return node;
}

/** @param {any} element @returns {Node} */
function bare(element) {
  switch (element.type) {
    case "text":
      return h("span", { class: "pre-line" }, element.text);
    case "link":
      return link(element.url, [element.text || element.url]);
    case "user":
      return mention(element.user_id);
    case "channel":
      return channel(element.channel_id);
    case "usergroup":
      return h("span", { class: "mention" }, "@group");
    case "broadcast":
      return h("span", { class: "mention mention-all" }, `@${element.range}`);
    case "emoji":
      return emojiNode(element.name) ?? document.createTextNode(`:${element.name}:`);
    case "date":
      return h("time", {}, fillDate(element.timestamp, element.format, element.fallback ?? ""));
    default:
      return document.createTextNode(element.text ?? "");
  }
}
