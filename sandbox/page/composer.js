/** Where people write: messages, replies and slash commands, with text files attached. */

import { act } from "./api.js";
import { CommandHelp } from "./commands.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu, toast } from "./popup.js";
import { store } from "./store.js";

/** @typedef {{name: string, text: string}} TextFile @typedef {{text: string, files: TextFile[]}} Draft */

const TALLEST_PX = 220;
const BIGGEST_FILE = 1_000_000;

export class Composer {
  /** @param {{inThread: boolean}} options */
  constructor({ inThread }) {
    this.inThread = inThread;
    this.place = { channel: "", thread: "" };
    /** @type {Map<string, Draft>} what was begun elsewhere */
    this.drafts = new Map();
    /** @type {TextFile[]} */
    this.files = [];
    this.area = h("textarea", {
      rows: 1, class: "composer-text", "aria-label": inThread ? "Reply" : "Message",
      oninput: () => this.changed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.pressed(event),
    });
    this.help = new CommandHelp(this.area, (text) => this.write(text));
    this.note = h("div", { class: "composer-note", role: "status", hidden: true });
    this.chips = h("div", { class: "composer-files" });
    this.sendButton = h("button", { type: "submit", class: "icon-button send", "aria-label": "Send" }, icon("send"));
    this.form = h("form", { class: "composer", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.send()) }, this.area, this.chips, this.tools());
    this.closed = h("p", { class: "composer-closed quiet", hidden: true });
    this.node = h("div", { class: "composer-box" }, this.note, this.help.node, this.form, this.closed);
  }

  /** @returns {Node} */
  tools() {
    const picker = h("input", {
      type: "file", accept: ".md,.txt,text/plain,text/markdown", multiple: true, class: "visually-hidden", tabindex: "-1", "aria-label": "Attach a text file",
    });
    picker.addEventListener("change", async () => (await this.attach([...(picker.files ?? [])]), (picker.value = "")));
    const tool = { type: "button", class: "icon-button" };
    const clip = h("button", { ...tool, "aria-label": "Attach a file", title: "Attach a .md or .txt file", onclick: () => picker.click() }, icon("clip"));
    const run = { "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", onclick: () => this.shortcuts(bolt) };
    const bolt = h("button", { ...tool, ...run }, icon("bolt"));
    const hint = h("span", { class: "composer-hint" }, "Enter sends · Shift+Enter breaks the line");
    return h("div", { class: "composer-tools" }, this.inThread ? null : bolt, clip, picker, hint, this.sendButton);
  }

  /**
   * Moves the composer somewhere, keeping what was begun in either place.
   * @param {string} channel @param {string} thread @param {string} name @param {string} why a sentence when nobody may write there
   */
  at(channel, thread, name, why) {
    const key = (/** @type {typeof this.place} */ at) => `${store.route.as} ${at.channel} ${at.thread}`;
    const next = { channel, thread };
    this.area.placeholder = this.inThread ? "Reply…" : `Message ${name}`;
    this.form.hidden = Boolean(why);
    this.closed.hidden = !why;
    this.closed.textContent = why;
    if (key(next) === this.key) return;
    if (this.key) this.drafts.set(this.key, { text: this.area.value, files: this.files });
    Object.assign(this, { place: next, key: key(next) });
    const draft = this.drafts.get(key(next));
    this.files = draft?.files ?? [];
    this.say(null);
    this.write(draft?.text ?? "");
    this.takeFocus();
  }

  /** Whoever opens a conversation wants to write, except on a phone, where the keyboard would cover it. */
  takeFocus() {
    const elsewhere = document.querySelector("dialog[open]") || document.activeElement?.closest("#people");
    if (!elsewhere && matchMedia("(hover: hover)").matches) this.area.focus();
  }

  /** @param {string} text puts it into the field */
  write(text) {
    this.area.value = text;
    this.changed();
  }

  changed() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, TALLEST_PX)}px`;
    this.sendButton.disabled = !this.area.value.trim() && !this.files.length;
    this.help.update(this.inThread ? "" : this.area.value);
    this.chips.replaceChildren(...this.files.map((file) => this.chip(file)));
  }

  /** @param {TextFile} file @returns {Node} */
  chip(file) {
    const remove = () => ((this.files = this.files.filter((one) => one !== file)), this.changed());
    const props = { type: "button", class: "icon-button small", "aria-label": `Remove ${file.name}`, onclick: remove };
    return h("span", { class: "file" }, icon("file"), file.name, h("button", props, icon("close")));
  }

  /** @param {File[]} chosen */
  async attach(chosen) {
    for (const file of chosen) {
      if (!/\.(md|txt)$/i.test(file.name) || file.size > BIGGEST_FILE) toast("Only .md and .txt files up to 1 MB can be attached here.");
      else this.files = [...this.files, { name: file.name, text: await file.text() }];
    }
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.help.pressed(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.send();
  }

  /** @param {HTMLElement} anchor */
  shortcuts(anchor) {
    const all = (store.state?.shortcuts ?? []).filter((one) => one.type === "global");
    if (!all.length) return this.say("This app has no shortcuts.");
    openMenu(anchor, "Shortcuts", all.map((one) => ({
      label: one.name, hint: one.description, run: () => this.report(act("shortcut", { callback_id: one.callback_id })),
    })));
  }

  async send() {
    const text = this.area.value.trim();
    const files = this.files;
    if ((!text && !files.length) || this.form.ariaBusy === "true") return;
    if (this.inThread && text.startsWith("/")) return this.say(`${text.split(/\s/)[0]} isn't supported in threads.`);
    this.files = [];
    this.write("");
    this.say(null);
    const { channel, thread } = this.place;
    const isCommand = text.startsWith("/") && !files.length;
    const said = { channel, text, files, ...(thread ? { thread_ts: thread } : {}) };
    if (await this.report(isCommand ? act("command", { channel, text }) : act("say", said))) return;
    this.files = files;
    if (!this.area.value) this.write(text);
  }

  /** Waits for an act; says what Slack would say when it failed. @param {Promise<import("./types.js").Reply>} doing @returns {Promise<boolean>} */
  async report(doing) {
    this.form.ariaBusy = "true";
    const reply = await doing;
    this.form.ariaBusy = null;
    if (!reply.ok) this.say(reply.shown || "That didn't go through. Try again?");
    return reply.ok;
  }

  /** @param {string|null} text a private note above the field; null takes it away */
  say(text) {
    this.note.hidden = !text;
    const close = h("button", { type: "button", class: "icon-button small", "aria-label": "Dismiss", onclick: () => this.say(null) }, icon("close"));
    this.note.replaceChildren(icon("eye"), h("span", {}, mrkdwn(text ?? "")), close);
  }
}
