/** Choosing a day: a month to look at, with the sandbox's own today, usable by keyboard. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";
import { store } from "./store.js";
import { dayLabel, isoDay } from "./time.js";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** @param {string} iso @param {number} days @returns {string} */
const shifted = (iso, days) => new Date(Date.parse(iso) + days * DAY_MS).toISOString().slice(0, 10);

/** @param {string} iso @param {number} months @returns {string} the first of another month */
function monthShifted(iso, months) {
  const [year, month] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** @param {string} iso @returns {string[]} six weeks that hold the month, from a Monday */
function weeks(iso) {
  const first = `${iso.slice(0, 8)}01`;
  const lead = (new Date(first).getUTCDay() + 6) % 7;
  return Array.from({ length: 42 }, (_, index) => shifted(first, index - lead));
}

/**
 * @param {{props: Record<string, any>, placeholder: string, value: string|null, clearable: boolean,
 *   onChange: (day: string|null, trigger: HTMLElement) => Promise<boolean>|boolean}} spec
 * @returns {HTMLElement} a button that shows the chosen day and opens the calendar
 */
export function dayPicker(spec) {
  let value = spec.value;
  const trigger = h("button", { ...spec.props, type: "button", class: "select day", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: open });
  show();
  return trigger;

  function show() {
    const words = value ? dayLabel(value) : h("span", { class: "placeholder" }, spec.placeholder);
    trigger.replaceChildren(icon("calendar"), h("span", { class: "select-text" }, words));
    trigger.dataset.value = value ?? "";
  }

  /** @param {string|null} day */
  async function choose(day) {
    const before = value;
    value = day;
    show();
    if (!(await spec.onChange(day, trigger))) {
      value = before;
      show();
    }
  }

  function open() {
    if (trigger.ariaBusy === "true") return;
    openCalendar(trigger, value, spec.clearable, choose);
  }
}

/** @param {HTMLElement} trigger @param {string|null} value @param {boolean} clearable @param {(day: string|null) => void} choose */
function openCalendar(trigger, value, clearable, choose) {
  const today = isoDay(store.now);
  let shown = value ?? today;
  const panel = h("div", { class: "calendar", role: "dialog", "aria-label": "Choose a day", onkeydown: onKey });
  draw();
  const popup = openPopup(trigger, panel);
  focusDay();

  function draw() {
    const names = WEEKDAYS.map((day) => h("span", { class: "weekday" }, day));
    panel.replaceChildren(head(), h("div", { class: "calendar-grid" }, names, weeks(shown).map(cell)), ...foot());
  }

  /** @returns {Node} */
  function head() {
    const turn = (/** @type {number} */ by) => () => ((shown = monthShifted(shown, by)), draw());
    const month = dayLabel(shown, { month: "long", year: "numeric" });
    return h(
      "div",
      { class: "calendar-head" },
      h("button", { type: "button", class: "icon-button", "aria-label": "Previous month", onclick: turn(-1) }, icon("left")),
      h("strong", { "aria-live": "polite" }, month),
      h("button", { type: "button", class: "icon-button", "aria-label": "Next month", onclick: turn(1) }, icon("right")),
    );
  }

  /** @param {string} day @returns {Node} */
  function cell(day) {
    const outside = day.slice(0, 7) !== shown.slice(0, 7);
    return h(
      "button",
      {
        type: "button", dataset: { day }, tabindex: day === shown ? "0" : "-1", class: outside ? "day-cell outside" : "day-cell",
        "aria-label": dayLabel(day, { day: "numeric", month: "long", year: "numeric" }), "aria-pressed": String(day === value),
        "aria-current": day === today ? "date" : null, onclick: () => pick(day),
      },
      Number(day.slice(8)),
    );
  }

  /** @returns {Node[]} */
  function foot() {
    if (!clearable || !value) return [];
    return [h("button", { type: "button", class: "text-button", onclick: () => pick(null) }, "Clear the date")];
  }

  /** @param {string|null} day */
  function pick(day) {
    choose(day);
    popup.close();
  }

  function focusDay() {
    /** @type {HTMLElement|null} */ (panel.querySelector(`[data-day="${shown}"]`))?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (step === undefined && turn === undefined) return;
    event.preventDefault();
    shown = turn === undefined ? shifted(shown, step) : monthShifted(shown, turn);
    draw();
    focusDay();
  }
}
