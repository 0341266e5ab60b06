/**
 * A surface is a message, the Home or a dialog: it holds what its inputs contain and carries acts to the app.
 * As in Slack, what someone chose stays while block_id and action_id stay, even when the app redraws the surface.
 */

import { act } from "./api.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {{surface: "message"|"home"|"modal", channel?: string, ts?: string, view_id?: string}} Place */

/** @type {Map<string, Surface>} */
const surfaces = new Map();

export class Surface {
  /** @param {Place} place */
  constructor(place) {
    this.place = place;
    /** @type {Map<string, Map<string, import("./types.js").Value>>} block_id → action_id → value */
    this.values = new Map();
    /** @type {Map<string, string>} words of options that came from the app's suggestions, by value */
    this.labels = new Map();
  }

  /** @param {Place} place @returns {Surface} the one surface of that place, with what it already holds */
  static of(place) {
    const key = [place.surface, place.channel, place.ts, place.view_id].join("|");
    const known = surfaces.get(key) ?? new Surface(place);
    surfaces.set(key, known);
    return known;
  }

  /** Forgets all surfaces (another person acts now). */
  static forgetAll() {
    surfaces.clear();
  }

  /** @param {import("./types.js").Block[]} blocks drops what inputs that are gone held */
  keepOnly(blocks) {
    const present = new Map(blocks.map((block) => [block.block_id ?? "", actionsOf(block)]));
    for (const [id, held] of this.values) {
      for (const action of held.keys()) if (!present.get(id)?.has(action)) held.delete(action);
      if (!held.size) this.values.delete(id);
    }
  }

  /** @param {Record<string, Record<string, any>>|undefined} values a view's `state.values`: what was typed before this page was opened */
  seeded(values) {
    for (const [block, held] of Object.entries(values ?? {})) {
      for (const [action, value] of Object.entries(held)) this.value(block, action, bare(value));
    }
    return this;
  }

  /** @param {string} block @param {string} action @param {import("./types.js").Value} initial used the first time @returns {any} */
  value(block, action, initial) {
    if (!this.values.has(block)) this.values.set(block, new Map());
    const held = /** @type {Map<string, import("./types.js").Value>} */ (this.values.get(block));
    if (!held.has(action)) held.set(action, initial);
    return held.get(action);
  }

  /** @param {string} block @param {string} action @param {import("./types.js").Value} value */
  set(block, action, value) {
    this.value(block, action, value);
    this.values.get(block)?.set(action, value);
  }

  /** @returns {Record<string, Record<string, import("./types.js").Value>>} all inputs, as acts carry them */
  state() {
    return Object.fromEntries([...this.values].map(([block, held]) => [block, Object.fromEntries(held)]));
  }

  /**
   * Carries one act to the app. The control pulses meanwhile, and bears a warning sign when the app did not answer.
   * @param {HTMLElement} control @param {string} block_id @param {string} action_id @param {import("./types.js").Value} value
   */
  async act(control, block_id, action_id, value) {
    if (control.ariaBusy === "true" && !control.matches("input, textarea, .choices")) return;
    clearFailure(control);
    control.ariaBusy = "true";
    const reply = await act("action", { ...this.place, block_id, action_id, value, state: this.state() });
    control.ariaBusy = null;
    if (!reply.ok) markFailed(control, reply.shown || "That didn't reach the app. Try again?");
  }
}

/** @param {import("./types.js").Block} block @returns {Set<string>} the action_ids of its elements */
function actionsOf(block) {
  const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
  return new Set(elements.filter(Boolean).map((one) => one.action_id ?? ""));
}

/** @param {Record<string, any>} held `{type, selected_option: {value}}` and its like @returns {import("./types.js").Value} */
function bare(held) {
  const [, value] = Object.entries(held).find(([key]) => key !== "type" && key !== "timezone") ?? [];
  const one = (/** @type {any} */ item) => item?.value ?? item ?? null;
  return Array.isArray(value) ? value.map(one) : one(value);
}

/**
 * What an element needs to know about where it stands.
 * @typedef {{surface: Surface, blockId: string, dispatch: boolean, optional: boolean, labelledBy?: string, label: string}} Context
 */

/**
 * Takes a new value for an input; tells the app at once where Slack would.
 * @param {Context} context @param {import("./types.js").Element_} spec @param {HTMLElement} control @param {import("./types.js").Value} value
 * @returns {Promise<boolean>} false when the person thought better of it in the confirmation
 */
export async function change(context, spec, control, value) {
  const action = spec.action_id ?? "";
  if (context.dispatch && spec.confirm && !(await confirmed(spec.confirm))) return false;
  context.surface.set(context.blockId, action, value);
  if (context.dispatch) void context.surface.act(control, context.blockId, action, value);
  return true;
}

/** @param {Context} context @param {import("./types.js").Element_} spec @returns {Record<string, any>} what tests and focus find an element by */
export function identity(context, spec) {
  return {
    dataset: { actionId: spec.action_id ?? "", blockId: context.blockId },
    "aria-labelledby": context.labelledBy,
    "aria-label": context.labelledBy ? null : context.label || null,
  };
}

/** @param {HTMLElement} control @param {string} shown */
function markFailed(control, shown) {
  const mark = h("span", { class: "failed-mark", role: "img", title: shown, "aria-label": shown }, icon("warn"));
  control.insertAdjacentElement("afterend", mark);
}

/** @param {HTMLElement} control */
function clearFailure(control) {
  if (control.nextElementSibling?.classList.contains("failed-mark")) control.nextElementSibling.remove();
}
