/** A list of messages, oldest first, that changes only where something changed and stays at its end like a conversation does. */

import { arrange, h, keepingFocus } from "./dom.js";
import { editorMark, messageNode } from "./message.js";
import { store } from "./store.js";
import { dividerDay, isoDay } from "./time.js";

/** @typedef {import("./types.js").Message} Message */

const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 80;

export class MessageList {
  /** @param {boolean} inThread */
  constructor(inThread) {
    this.inThread = inThread;
    this.node = h("div", { class: "message-list", role: "log", "aria-label": inThread ? "Thread" : "Messages", tabindex: "0" });
    /** @type {Map<string, {mark: string, node: HTMLElement}>} */
    this.drawn = new Map();
    this.channel = "";
    /** @type {Message[]} */
    this.messages = [];
  }

  /** @param {string} channel @param {string} place what is open: another place starts at its end @param {Message[]|null} messages */
  show(channel, place, messages) {
    const moved = this.place !== place;
    if (moved) this.drawn.clear();
    Object.assign(this, { channel, place, messages: messages ?? [] });
    const atEnd = moved || this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
    keepingFocus(this.node, () => arrange(this.node, messages ? this.rows() : [h("p", { class: "empty quiet" }, "Loading…")]));
    if (atEnd) this.node.scrollTop = this.node.scrollHeight;
  }

  /** @returns {Node[]} */
  rows() {
    /** @type {Map<string, {mark: string, node: HTMLElement}>} */
    const next = new Map();
    const rows = this.messages.flatMap((message, index) => this.rowsOf(message, this.messages[index - 1], next));
    this.drawn = next;
    return rows.length ? rows : [h("p", { class: "empty quiet" }, "Nothing has been said here yet.")];
  }

  /** @param {Message} message @param {Message|undefined} before @param {Map<string, {mark: string, node: HTMLElement}>} next @returns {Node[]} */
  rowsOf(message, before, next) {
    const day = isoDay(new Date(message.time));
    const newDay = !this.inThread && (!before || isoDay(new Date(before.time)) !== day);
    const isNew = !this.inThread && store.newFrom === message.ts;
    const rows = [];
    if (newDay) rows.push(this.kept(next, `day ${day}`, "", () => h("div", { class: "day-line" }, h("span", {}, dividerDay(new Date(message.time))))));
    if (isNew) rows.push(this.kept(next, "new", "", () => h("div", { class: "new-line", role: "separator" }, h("span", {}, "New"))));
    if (this.inThread && before && before === this.messages[0]) rows.push(this.kept(next, "count", String(this.messages.length), () => this.replyLine()));
    const follows = !newDay && !isNew && this.together(before, message);
    const setting = { channel: this.channel, follows, inThread: this.inThread, redraw: () => this.redraw() };
    const mark = JSON.stringify([message, follows, editorMark(this.channel, message.ts)]);
    rows.push(this.kept(next, `${message.ts} ${message.ephemeral}`, mark, () => messageNode(message, setting)));
    return rows;
  }

  /** @param {Message|undefined} before @param {Message} message @returns {boolean} */
  together(before, message) {
    if (!before || before.user !== message.user || before.ephemeral || before.deleted) return false;
    if (this.inThread && before === this.messages[0]) return false;
    return Date.parse(message.time) - Date.parse(before.time) < TOGETHER_MS && !before.reply_count;
  }

  /** @returns {HTMLElement} */
  replyLine() {
    const count = this.messages.length - 1;
    return h("div", { class: "reply-line" }, h("span", {}, count === 1 ? "1 reply" : `${count} replies`));
  }

  /**
   * The node drawn before, unless what it shows has changed (the day and the names count, too).
   * @param {Map<string, {mark: string, node: HTMLElement}>} next @param {string} key @param {string} mark @param {() => HTMLElement} draw
   */
  kept(next, key, mark, draw) {
    const full = `${mark} ${isoDay(store.now)} ${store.route.as}`;
    const known = this.drawn.get(key);
    const entry = known?.mark === full ? known : { mark: full, node: draw() };
    next.set(key, entry);
    return entry.node;
  }

  redraw() {
    this.show(this.channel, this.place ?? "", this.messages);
  }
}
