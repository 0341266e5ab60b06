/** A menu to choose from, one or many, with search: the base of all of Block Kit's selects. */

import { h, uid } from "./dom.js";
import { openPopup } from "./popup.js";

/** @typedef {{value: string, text: string, hint?: string}} Choice @typedef {{label?: string, choices: Choice[]}} Group */
/**
 * @typedef {{props: Record<string, any>, placeholder: string, multi: boolean, max?: number, clearable: boolean, search: boolean,
 *   selected: string[], textOf: (value: string) => string, load: (query: string) => Group[]|Promise<Group[]>,
 *   minQuery?: number, onChange: (values: string[], trigger: HTMLElement) => Promise<boolean>|boolean}} SelectSpec
 */

/** @param {SelectSpec} spec @returns {HTMLElement} the control; its list opens on click, Enter, Space or an arrow key */
export function selectBox(spec) {
  let selected = spec.selected;
  const trigger = h("button", {
    ...spec.props, type: "button", class: "select", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
    onclick: open, onkeydown: (/** @type {KeyboardEvent} */ event) => ["ArrowDown", "ArrowUp"].includes(event.key) && (event.preventDefault(), open()),
  });
  show();
  return trigger;

  function show() {
    const chips = spec.multi ? selected.map((value) => h("span", { class: "chip" }, spec.textOf(value))) : selected.map(spec.textOf);
    const empty = h("span", { class: "placeholder" }, spec.placeholder);
    trigger.replaceChildren(h("span", { class: "select-text" }, selected.length ? chips : empty));
    trigger.dataset.value = selected.join(",");
  }

  /** @param {string[]} values */
  async function choose(values) {
    const before = selected;
    selected = values;
    show();
    if (!(await spec.onChange(values, trigger))) {
      selected = before;
      show();
    }
  }

  function open() {
    if (trigger.ariaBusy === "true" || trigger.ariaExpanded === "true") return;
    openList(spec, trigger, selected, choose);
  }
}

/**
 * @param {SelectSpec} spec @param {HTMLElement} trigger @param {string[]} initial @param {(values: string[]) => void} choose
 */
function openList(spec, trigger, initial, choose) {
  let picked = [...initial];
  let asked = 0;
  const listId = uid("list");
  const list = h("div", { class: "options", role: "listbox", id: listId, "aria-multiselectable": String(spec.multi), tabindex: "-1" });
  const search = h("input", {
    class: "option-search", type: "text", placeholder: "Search", "aria-label": spec.search ? "Search" : "Choose", "aria-controls": listId, autocomplete: "off",
    readonly: !spec.search, inputmode: spec.search ? null : "none", oninput: fill,
  });
  if (!spec.search) search.classList.add("visually-hidden");
  const panel = h("div", { class: "select-panel", onkeydown: onKey }, search, list);
  const changed = () => picked.join("\n") !== initial.join("\n");
  const rows = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);
  const active = () => list.querySelector(".active");

  async function fill() {
    const query = search.value.trim();
    const turn = (asked += 1);
    if (query.length < (spec.minQuery ?? 0)) return list.replaceChildren(note(`Type ${spec.minQuery} letters or more`));
    const groups = await spec.load(query);
    if (turn !== asked) return;
    list.replaceChildren(...groups.filter((group) => group.choices.length).flatMap(section));
    if (!rows().length) list.replaceChildren(note("Nothing found"));
    if (spec.clearable && picked.length && !spec.multi) list.append(row({ value: "", text: "Clear the choice" }));
    activate(rows().find((one) => one.ariaSelected === "true") ?? rows()[0]);
  }

  /** @param {string} text @returns {HTMLElement} */
  const note = (text) => h("div", { class: "option-note", role: "status" }, text);

  /** @param {Group} group @returns {Node[]} */
  const section = (group) => [...(group.label ? [h("div", { class: "option-label" }, group.label)] : []), ...group.choices.map(row)];

  /** @param {Choice} choice @returns {HTMLElement} */
  function row(choice) {
    const selected = String(picked.includes(choice.value));
    const props = { id: uid("option"), class: "option", role: "option", "aria-selected": selected, dataset: { value: choice.value } };
    const hint = choice.hint ? h("span", { class: "option-hint" }, choice.hint) : null;
    return h("div", { ...props, onclick: () => pick(choice.value) }, h("span", { class: "option-text" }, choice.text), hint);
  }

  /** @param {string} value */
  function pick(value) {
    if (!spec.multi) {
      choose(value ? [value] : []);
      return popup.close();
    }
    if (picked.includes(value)) picked = picked.filter((one) => one !== value);
    else if (picked.length < (spec.max ?? Infinity)) picked = [...picked, value];
    rows().forEach((one) => (one.ariaSelected = String(picked.includes(one.dataset.value ?? ""))));
  }

  /** @param {HTMLElement|undefined} next */
  function activate(next) {
    active()?.classList.remove("active");
    next?.classList.add("active");
    next?.scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", next?.id ?? "");
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const all = rows();
    const at = all.findIndex((one) => one === active());
    if (event.key === "ArrowDown") activate(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") activate(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter" || (event.key === " " && !spec.search)) pickActive(all[at]);
    else if (event.key === "Tab") return popup.close();
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement|undefined} row */
  const pickActive = (row) => row && pick(row.dataset.value ?? "");

  const popup = openPopup(trigger, panel, { match: true, onclose: () => spec.multi && changed() && choose(picked) });
  search.focus();
  void fill();
}

/** @param {Group[]} groups @param {string} query @returns {Group[]} what contains the query in its words */
export function matching(groups, query) {
  const words = query.toLowerCase();
  return groups.map((group) => ({ ...group, choices: group.choices.filter((one) => `${one.text} ${one.hint ?? ""}`.toLowerCase().includes(words)) }));
}
