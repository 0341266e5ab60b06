/** Block Kit blocks as nodes, for messages, dialogs and the Home. */

import { h, uid } from "./dom.js";
import { element, picture } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/**
 * @typedef {import("./surface.js").Surface} Surface @typedef {import("./types.js").Block} Block
 * @typedef {Record<string, string>} Errors sentences by block_id
 */

/** @type {Record<string, (block: Block, surface: Surface, errors: Errors) => Node>} */
const RENDERERS = {
  section,
  actions,
  input,
  context: (block) => h("div", { class: "block-context" }, block.elements.map(contextPart)),
  divider: () => h("hr", {}),
  header: (block) => h(`h${Math.min(6, (block.level ?? 1) + 2)}`, { class: "block-header" }, textObject(block.text)),
  image: (block) => h("figure", { class: "block-image" }, block.title ? h("figcaption", {}, textObject(block.title)) : null, picture(block, "image")),
  rich_text: (block) => h("div", { class: "rich-text" }, richText(block)),
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  table,
  alert,
};

/**
 * @param {Block[]} blocks @param {Surface} surface @param {Errors} [errors] shown under the inputs they belong to
 * @returns {Node[]}
 */
export function renderBlocks(blocks, surface, errors = {}) {
  surface.keepOnly(blocks);
  return blocks.map((block) => {
    const render = RENDERERS[block.type];
    const node = render ? render(block, surface, errors) : h("p", { class: "unknown" }, `(A ${block.type} block isn't shown here.)`);
    return h("div", { class: "block", dataset: { blockType: block.type, block: block.block_id ?? "" } }, node);
  });
}

/** @param {Block} block @param {Surface} surface @returns {Node} */
function section(block, surface) {
  const label = plainText(block.text ?? block.fields?.[0]).split("\n")[0];
  const fields = block.fields ? h("div", { class: "fields" }, block.fields.map((/** @type {any} */ one) => h("div", {}, textObject(one)))) : null;
  const text = h("div", { class: "section-text" }, block.text ? h("div", {}, textObject(block.text)) : null, fields);
  const accessory = block.accessory ? h("div", { class: "accessory" }, element(block.accessory, acting(block, surface, label, block.accessory))) : null;
  return h("div", { class: `block-section ${wide(block.accessory) ? "wide" : ""}` }, text, accessory);
}

/** @param {any} accessory @returns {boolean} whether it needs a row of its own on a narrow screen */
const wide = (accessory) => Boolean(accessory && !["button", "overflow", "image"].includes(accessory.type));

/** @param {Block} block @param {Surface} surface @returns {Node} */
function actions(block, surface) {
  return h("div", { class: "block-actions" }, block.elements.map((/** @type {any} */ one) => element(one, acting(block, surface, "", one))));
}

/** @param {Block} block @param {Surface} surface @param {string} label @param {any} spec @returns {import("./surface.js").Context} */
function acting(block, surface, label, spec) {
  const name = plainText(spec.placeholder) || label;
  return { surface, blockId: block.block_id ?? "", dispatch: true, optional: false, label: spec.type === "button" ? "" : name };
}

/** @param {any} part @returns {Node} */
function contextPart(part) {
  return part.type === "image" ? picture(part, "context-image") : h("span", {}, textObject(part));
}

/** @param {Block} block @param {Surface} surface @param {Errors} errors @returns {Node} */
function input(block, surface, errors) {
  const id = block.block_id ?? "";
  const label = uid("label");
  const context = { surface, blockId: id, dispatch: Boolean(block.dispatch_action), optional: Boolean(block.optional), labelledBy: label, label: "" };
  const control = /** @type {HTMLElement} */ (element(block.element, context));
  const below = [
    errors[id] ? h("p", { class: "field-error", id: uid("error"), role: "alert" }, icon("warn"), h("span", {}, errors[id])) : null,
    block.hint ? h("p", { class: "field-hint", id: uid("hint") }, textObject(block.hint)) : null,
  ].filter(Boolean);
  if (errors[id]) control.setAttribute("aria-invalid", "true");
  if (below.length) control.setAttribute("aria-describedby", below.map((one) => one.id).join(" "));
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const name = h("div", { class: "field-label", onclick: () => control.focus() }, h("span", { id: label }, textObject(block.label)), optional);
  return h("div", { class: errors[id] ? "field invalid" : "field" }, name, control, below);
}

/** @param {Block} block @returns {Node} the first row is the head, as Slack draws it */
function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (/** @type {string} */ tag) => (/** @type {any} */ one, /** @type {number} */ index) =>
    h(tag, { class: `align-${settings[index]?.align ?? "left"}` }, one.type === "rich_text" ? richText(one) : String(one.text ?? one.value ?? ""));
  const [head, ...rows] = block.rows;
  const body = rows.map((/** @type {any[]} */ row) => h("tr", {}, row.map(cell("td"))));
  const names = h("thead", {}, h("tr", {}, head.map(cell("th"))));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {}, names, h("tbody", {}, body)));
}

/** @param {Block} block @returns {Node} */
function alert(block) {
  const level = block.level ?? "default";
  const sign = level === "success" ? "check" : ["warning", "error"].includes(level) ? "warn" : "info";
  return h("div", { class: `alert alert-${level}`, role: "note" }, icon(sign), h("div", {}, textObject(block.text)));
}
