/** The list of slash commands that opens while one is typed. */

import { arrange, h, uid } from "./dom.js";
import { store } from "./store.js";

export class CommandHelp {
  /** @param {HTMLTextAreaElement} area @param {(text: string) => void} write */
  constructor(area, write) {
    this.area = area;
    this.write = write;
    this.active = 0;
    this.node = h("div", { class: "command-help", role: "listbox", "aria-label": "Slash commands", id: uid("commands"), hidden: true });
    area.setAttribute("aria-controls", this.node.id);
    area.setAttribute("aria-autocomplete", "list");
  }

  /** @param {string} text what stands in the field */
  update(text) {
    const [word] = text.split(/\s/, 1);
    const known = text.startsWith("/") ? (store.state?.commands ?? []) : [];
    this.complete = /\s/.test(text);
    this.found = known.filter((one) => (this.complete ? one.command === word : one.command.startsWith(word)));
    this.active = Math.min(this.active, Math.max(0, this.found.length - 1));
    this.node.hidden = this.found.length === 0;
    arrange(this.node, this.found.map((one, index) => this.row(one, index)));
    const active = this.node.querySelector("[aria-selected=true]");
    if (active) this.area.setAttribute("aria-activedescendant", active.id);
    else this.area.removeAttribute("aria-activedescendant");
  }

  /** @param {import("./types.js").Command} one @param {number} index @returns {Node} */
  row(one, index) {
    const onmousedown = (/** @type {Event} */ event) => (event.preventDefault(), this.take(one));
    return h(
      "div",
      { class: "command-row", role: "option", id: uid("command"), "aria-selected": String(index === this.active), onmousedown },
      h("span", {}, h("strong", {}, one.command), " ", h("span", { class: "usage" }, one.usage_hint)),
      h("span", { class: "option-hint" }, one.description),
    );
  }

  /** @param {import("./types.js").Command} one */
  take(one) {
    this.write(`${one.command} `);
    this.area.focus();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the list */
  pressed(event) {
    if (this.node.hidden || !this.found?.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length > 1) this.active = (this.active + step + this.found.length) % this.found.length;
    else if (event.key === "Tab" && !this.complete) this.take(this.found[this.active]);
    else if (event.key === "Enter" && this.found[this.active].command !== this.area.value.trim() && !this.complete) this.take(this.found[this.active]);
    else if (event.key === "Escape") this.node.hidden = true;
    else return false;
    event.preventDefault();
    if (step) this.update(this.area.value);
    return true;
  }
}
