/** Inputs that are typed into: text of one line or many, numbers, addresses. */

import { h } from "./dom.js";
import { plainText } from "./mrkdwn.js";
import { change, identity } from "./surface.js";

/** @type {Record<string, Record<string, string>>} */
const KINDS = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email", inputmode: "email" },
  url_text_input: { type: "url", inputmode: "url" },
};
const ROWS = 4;

/** @param {import("./types.js").Element_} spec @param {import("./surface.js").Context} context @returns {HTMLElement} */
export function textInput(spec, context) {
  const held = context.surface.value(context.blockId, spec.action_id ?? "", spec.initial_value ?? null);
  const props = {
    ...identity(context, spec),
    class: "input", value: held ?? "", placeholder: plainText(spec.placeholder) || null, maxlength: spec.max_length ?? null,
    autocomplete: "off", oninput: typed, onkeydown: pressed,
  };
  const node = spec.multiline ? h("textarea", { ...props, rows: ROWS }) : h("input", { ...props, ...KINDS[spec.type] });
  return node;

  function typed() {
    const value = node.value || null;
    if (context.dispatch && triggers(spec).includes("on_character_entered")) void change(context, spec, node, value);
    else context.surface.set(context.blockId, spec.action_id ?? "", value);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    if (!context.dispatch || !triggers(spec).includes("on_enter_pressed")) return;
    event.preventDefault();
    void change(context, spec, node, node.value || null);
  }
}

/** @param {import("./types.js").Element_} spec @returns {string[]} */
const triggers = (spec) => spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
