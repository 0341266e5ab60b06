/** Slack's mrkdwn as nodes. Every piece of message text ends in a text node, whatever it contains. */

import { h, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { hashFor } from "./route.js";
import { conversation, conversationName, person, store } from "./store.js";
import { fillDate } from "./time.js";

const INSIDE = (/** @type {string} */ mark) => `((?=\\S)(?:<[^<>\\n]+>|[^${mark}\\n<])+?(?<=\\S))`;
const STYLED = (/** @type {string} */ mark) => `(?<![\\w${mark}])\\${mark}${INSIDE(mark)}\\${mark}(?![\\w${mark}])`;
const INLINE = new RegExp(
  ["<([^<>\\n]+)>", "`([^`\\n]+)`", STYLED("*"), STYLED("_"), STYLED("~"), ":([a-z0-9_+-]+):", "(https?://[^\\s<>\"]+[^\\s<>\".,;:!?)])"].join("|"),
  "g",
);

/** @param {string} text @returns {string} with Slack's three entities turned back */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/**
 * @param {string} text escaped mrkdwn @param {{verbatim?: boolean}} [options] verbatim: bare addresses stay text
 * @returns {Node[]}
 */
export function mrkdwn(text, options = {}) {
  return text.split(/```\n?([\s\S]+?)\n?```/).flatMap((piece, index) => {
    if (index % 2) return [h("pre", { class: "code-block" }, plainLinks(piece))];
    return lines(trimAround(piece, index), options);
  });
}

/** A line break beside a code block is the block's own. @param {string} piece @param {number} index */
const trimAround = (piece, index) => (index ? piece.replace(/^\n/, "") : piece).replace(/\n$/, (end) => (index ? "" : end));

/** @param {string} text @param {{verbatim?: boolean}} options @returns {Node[]} quotes apart from running text */
function lines(text, options) {
  /** @type {{quote: boolean, lines: string[]}[]} */
  const runs = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>)/.test(line);
    if (runs.at(-1)?.quote !== quote) runs.push({ quote, lines: [] });
    runs.at(-1)?.lines.push(quote ? line.replace(/^(?:&gt;|>) ?/, "") : line);
  }
  return runs.flatMap((run) => {
    const body = withBreaks(run.lines, options);
    return run.quote ? [h("blockquote", {}, body)] : body;
  });
}

/** @param {string[]} rows @param {{verbatim?: boolean}} options @returns {Node[]} */
function withBreaks(rows, options) {
  return rows.flatMap((row, index) => (index ? [h("br"), ...inline(row, options)] : inline(row, options)));
}

/** @param {string} text @param {{verbatim?: boolean}} options @returns {Node[]} */
function inline(text, options) {
  /** @type {Node[]} */
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const node = styled(match, options);
    if (!node) continue;
    if (match.index > from) nodes.push(plain(text.slice(from, match.index)));
    nodes.push(node);
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(plain(text.slice(from)));
  return nodes;
}

/** @param {RegExpMatchArray} match @param {{verbatim?: boolean}} options @returns {Node|null} null: leave it as text */
function styled([, angle, code, bold, italic, strike, name, url], options) {
  if (angle !== undefined) return reference(angle);
  if (code !== undefined) return h("code", {}, plainLinks(code));
  if (bold !== undefined) return h("strong", {}, inline(bold, options));
  if (italic !== undefined) return h("em", {}, inline(italic, options));
  if (strike !== undefined) return h("s", {}, inline(strike, options));
  if (name !== undefined) return emojiNode(name);
  return options.verbatim ? null : link(unescape(url), [unescape(url)]);
}

/** @param {string} text @returns {Text} */
const plain = (text) => document.createTextNode(unescape(text));

/** Inside code only `<…>` means anything. @param {string} text @returns {Node[]} */
function plainLinks(text) {
  return text.split(/<([^<>\n]+)>/).map((piece, index) => (index % 2 ? reference(piece) : plain(piece)));
}

/** @param {string} name @returns {Node|null} */
export function emojiNode(name) {
  const sign = emoji(name);
  return sign ? h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, sign) : null;
}

/** What stands in angle brackets: a person, a channel, a group, a date, a link. @param {string} inside @returns {Node} */
function reference(inside) {
  const [target, label] = splitLabel(inside);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (/^(https?|mailto|tel):/.test(target)) return link(unescape(target), [unescape(label || target.replace(/^(mailto|tel):/, ""))]);
  return plain(`<${inside}>`);
}

/** @param {string} inside @returns {[string, string]} */
function splitLabel(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** @param {string} id @param {string} [label] @returns {Node} a person's name, marked when it is the reader */
export function mention(id, label = "") {
  const name = person(id)?.real_name ?? (label ? unescape(label).replace(/^@/, "") : id);
  return h("span", { class: id === store.route.as ? "mention mention-me" : "mention", dataset: { user: id } }, `@${name}`);
}

/** @param {string} id @param {string} [label] @returns {Node} a channel's name, a link when the reader can open it */
export function channel(id, label = "") {
  const known = conversation(id);
  const name = known ? conversationName(known) : unescape(label).replace(/^#/, "") || "private-channel";
  return known ? h("a", { class: "mention", href: hashFor({ at: id, thread: "" }) }, `#${name}`) : h("span", { class: "mention" }, `#${name}`);
}

/** @param {string} command @param {string} label @returns {Node} */
function special(command, label) {
  if (command.startsWith("date^")) return dateNode(command.split("^"), label);
  if (command.startsWith("subteam^")) return h("span", { class: "mention" }, unescape(label) || "@group");
  if (["here", "channel", "everyone"].includes(command)) return h("span", { class: "mention mention-all" }, `@${command}`);
  return plain(label || `<!${command}>`);
}

/** @param {string[]} parts `date`, seconds, format, maybe a link @param {string} fallback @returns {Node} */
function dateNode([, seconds, pattern, url], fallback) {
  const text = fillDate(Number(seconds), unescape(pattern ?? ""), unescape(fallback));
  const time = h("time", { datetime: new Date((Number(seconds) || 0) * 1000).toISOString() }, text);
  return url ? link(unescape(url), [time]) : time;
}

/** @param {import("./types.js").TextObject|null|undefined} object @returns {Node[]} any Block Kit text object */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, object);
  return [document.createTextNode(plainText(object))];
}

/** @param {import("./types.js").TextObject|null|undefined} object @returns {string} its words, for labels and titles */
export function plainText(object) {
  if (!object) return "";
  if (object.type === "mrkdwn") return mrkdwn(object.text, object).map((node) => node.textContent).join("");
  const text = unescape(object.text);
  return object.emoji === false ? text : withEmoji(text);
}
