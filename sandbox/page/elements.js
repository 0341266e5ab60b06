/** Block Kit's interactive elements: buttons and menus that act, choices and days that hold a value. */

import { confirmed } from "./confirm.js";
import { dayPicker } from "./calendar.js";
import { h, safeHref, uid } from "./dom.js";
import { icon } from "./icons.js";
import { textInput } from "./inputs.js";
import { plainText, textObject } from "./mrkdwn.js";
import { menuSelect } from "./menus.js";
import { openMenu } from "./popup.js";
import { selectBox } from "./select.js";
import { change, identity } from "./surface.js";
import { clockTime, isoDay, wallToEpoch } from "./time.js";

/** @typedef {import("./surface.js").Context} Context @typedef {import("./types.js").Element_} Spec */

/** @type {Record<string, (spec: Spec, context: Context) => Node>} */
const RENDERERS = {
  button,
  overflow,
  image: (spec) => picture(spec, "accessory-image"),
  checkboxes: (spec, context) => choices(spec, context, "checkbox"),
  radio_buttons: (spec, context) => choices(spec, context, "radio"),
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
};

/** @param {Spec} spec @param {Context} context @returns {Node} */
export function element(spec, context) {
  const render = RENDERERS[spec.type] ?? (/_select$/.test(spec.type) ? menuSelect : null);
  return render ? render(spec, context) : h("span", { class: "unknown" }, `(${spec.type} isn't shown here)`);
}

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} */
function button(spec, context) {
  const style = spec.style ? `button-${spec.style}` : "";
  const props = { ...identity(context, spec), class: `button ${style}`, "aria-label": spec.accessibility_label ?? null, "aria-labelledby": null };
  const href = spec.url && safeHref(spec.url);
  const press = async () => {
    if (spec.confirm && !(await confirmed(spec.confirm))) return;
    void context.surface.act(node, context.blockId, spec.action_id ?? "", spec.value ?? null);
  };
  const node = href
    ? h("a", { ...props, href, target: "_blank", rel: "noreferrer noopener", onclick: press }, textObject(spec.text))
    : h("button", { ...props, type: "button", onclick: press }, textObject(spec.text));
  return node;
}

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} */
function overflow(spec, context) {
  const choose = async (/** @type {import("./types.js").Option} */ option) => {
    if (spec.confirm && !(await confirmed(spec.confirm))) return;
    if (option.url && safeHref(option.url)) window.open(option.url, "_blank", "noreferrer");
    void context.surface.act(node, context.blockId, spec.action_id ?? "", option.value);
  };
  const open = () => openMenu(node, "More actions", spec.options.map((/** @type {any} */ option) => ({
    label: plainText(option.text), hint: plainText(option.description), data: { value: option.value }, run: () => choose(option),
  })));
  const props = { ...identity(context, spec), "aria-label": "More actions", "aria-labelledby": null, "aria-haspopup": "menu" };
  const node = h("button", { ...props, type: "button", class: "button icon-only", onclick: open }, icon("more"));
  return node;
}

/** A picture from elsewhere is not fetched: nothing leaves this machine. @param {any} spec @param {string} className @returns {Node} */
export function picture(spec, className) {
  const own = spec.image_url?.startsWith("data:image/") || (spec.image_url && new URL(spec.image_url, location.origin).origin === location.origin);
  if (own) return h("img", { class: className, src: spec.image_url, alt: spec.alt_text });
  return h("span", { class: `${className} no-image`, role: "img", "aria-label": spec.alt_text, title: spec.alt_text }, spec.alt_text);
}

/** @param {Spec} spec @param {Context} context @param {"checkbox"|"radio"} type @returns {HTMLElement} */
function choices(spec, context, type) {
  const many = type === "checkbox";
  const initial = many ? (spec.initial_options ?? []).map((/** @type {any} */ one) => one.value) : (spec.initial_option?.value ?? null);
  const held = context.surface.value(context.blockId, spec.action_id ?? "", initial);
  const name = uid("choice");
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...group.querySelectorAll("input")]);
  const onchange = async (/** @type {Event} */ event) => {
    const chosen = boxes().filter((box) => box.checked).map((box) => box.value);
    const kept = await change(context, spec, group, many ? chosen : (chosen[0] ?? null));
    if (!kept) /** @type {HTMLInputElement} */ (event.target).checked = !(/** @type {HTMLInputElement} */ (event.target).checked);
  };
  const row = (/** @type {import("./types.js").Option} */ option) => {
    const checked = many ? held.includes(option.value) : held === option.value;
    const hint = option.description ? h("span", { class: "choice-hint" }, textObject(option.description)) : null;
    return h("label", { class: "choice" }, h("input", { type, name, value: option.value, checked, onchange }), h("span", {}, h("span", {}, textObject(option.text)), hint));
  };
  const group = h("div", { ...identity(context, spec), class: "choices", role: many ? "group" : "radiogroup", tabindex: "-1" }, spec.options.map(row));
  return group;
}

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} */
function datepicker(spec, context) {
  return dayPicker({
    props: identity(context, spec),
    placeholder: plainText(spec.placeholder) || "Choose a date",
    value: context.surface.value(context.blockId, spec.action_id ?? "", spec.initial_date ?? null),
    clearable: context.optional,
    onChange: (day, trigger) => change(context, spec, trigger, day),
  });
}

const QUARTERS = Array.from({ length: 96 }, (_, index) => `${String(Math.floor(index / 4)).padStart(2, "0")}:${String((index % 4) * 15).padStart(2, "0")}`);

/** @param {string} query @returns {import("./select.js").Group[]} quarters of an hour, and any minute that is typed */
function times(query) {
  const typed = query.match(/^([01]?\d|2[0-3])[:.]([0-5]\d)$/);
  const exact = typed ? [`${typed[1].padStart(2, "0")}:${typed[2]}`] : QUARTERS.filter((time) => time.includes(query));
  return [{ choices: exact.map((time) => ({ value: time, text: time })) }];
}

/**
 * @param {Record<string, any>} props @param {string} placeholder @param {string|null} value @param {boolean} clearable
 * @param {(time: string|null, trigger: HTMLElement) => any} onChange
 */
function timeMenu(props, placeholder, value, clearable, onChange) {
  const selected = value ? [value] : [];
  return selectBox({
    props, placeholder, multi: false, clearable, search: true, selected,
    textOf: (time) => time,
    load: times,
    onChange: ([time], trigger) => onChange(time ?? null, trigger),
  });
}

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} */
function timepicker(spec, context) {
  const held = context.surface.value(context.blockId, spec.action_id ?? "", spec.initial_time ?? null);
  const placeholder = plainText(spec.placeholder) || "Choose a time";
  return timeMenu(identity(context, spec), placeholder, held, context.optional, (time, trigger) => change(context, spec, trigger, time));
}

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} a day and a time in the acting person's zone, as one instant */
function datetimepicker(spec, context) {
  const held = context.surface.value(context.blockId, spec.action_id ?? "", spec.initial_date_time ?? null);
  let day = held ? isoDay(new Date(held * 1000)) : null;
  let time = held ? clockTime(new Date(held * 1000)) : "09:00";
  const tell = () => change(context, spec, node, day ? wallToEpoch(day, time) : null);
  const dayProps = { ...identity(context, spec), dataset: { part: "day" } };
  const days = dayPicker({ props: dayProps, placeholder: "Choose a date", value: day, clearable: context.optional, onChange: (chosen) => ((day = chosen), tell()) });
  const timeProps = { "aria-label": "Time", dataset: { part: "time" } };
  const hours = timeMenu(timeProps, "Time", time, false, (chosen) => ((time = chosen ?? time), tell()));
  const node = h("span", { class: "pair", role: "group", tabindex: "-1", dataset: identity(context, spec).dataset }, days, hours);
  return node;
}
