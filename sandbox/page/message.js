/** One message: who, when, what, and what can be done with it. */

import { act } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { confirmed } from "./confirm.js";
import { h, safeHref } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu, toast } from "./popup.js";
import { go } from "./route.js";
import { person, store } from "./store.js";
import { Surface } from "./surface.js";
import { clockTime, fullTime } from "./time.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {{channel: string, follows: boolean, inThread: boolean, redraw: () => void}} Setting
 *   follows: the same person spoke just before, so that name and picture need no repetition
 */

/** Which message is being edited, as `channel ts`, and its draft. */
const editing = { key: "", draft: "" };

/** @param {Pick<Message, "user"|"name">} of @returns {HTMLElement} a person's picture: initials on their colour */
export function avatar(of) {
  const who = person(of.user);
  const initials = who?.initials || of.name.slice(0, 1).toUpperCase() || "?";
  return h("span", { class: who?.bot ? "avatar avatar-bot" : "avatar", vars: { "--hue": hue(who?.color) }, "aria-hidden": "true" }, initials);
}

/** @param {string|undefined} color as Slack writes it, without "#" @returns {string} */
const hue = (color) => (color ? `#${color.replace("#", "")}` : "#64748b");

/** @param {Message} message @param {Setting} setting @returns {HTMLElement} */
export function messageNode(message, setting) {
  const name = person(message.user)?.real_name ?? message.name;
  const follows = setting.follows && !message.ephemeral;
  const classes = ["message", follows && "follows", message.ephemeral && "ephemeral", message.deleted && "deleted"];
  const when = new Date(message.time);
  const time = h("time", { class: "message-time", datetime: message.time, title: fullTime(when) }, clockTime(when));
  const app = person(message.user)?.bot ? h("span", { class: "badge" }, "App") : null;
  return h(
    "article",
    { class: classes.filter(Boolean).join(" "), dataset: { ts: message.ts, channel: setting.channel, user: message.user }, "aria-label": `${name}, ${clockTime(when)}` },
    h("div", { class: "message-side" }, follows ? time : avatar(message)),
    h(
      "div",
      { class: "message-main" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      follows ? null : h("div", { class: "message-head" }, h("strong", { class: "message-name" }, name), app, time),
      editing.key === keyOf(message, setting) ? editor(message, setting) : body(message, setting),
      message.reply_count && !setting.inThread ? replies(message) : null,
    ),
    message.deleted ? null : tools(message, setting),
  );
}

/** @param {Message} message @param {Setting} setting @returns {string} */
const keyOf = (message, setting) => `${setting.channel} ${message.ts}`;

/** @param {Message} message @param {Setting} setting @returns {Node} */
function body(message, setting) {
  if (message.deleted) return h("div", { class: "message-body" }, h("em", { class: "quiet" }, "This message was deleted."));
  const surface = Surface.of({ surface: "message", channel: setting.channel, ts: message.ts });
  const edited = message.edited ? h("span", { class: "edited" }, "(edited)") : null;
  const content = message.blocks?.length
    ? [renderBlocks(message.blocks, surface), edited]
    : h("div", { class: "message-text" }, mrkdwn(message.text ?? ""), edited && " ", edited);
  return h("div", { class: "message-body" }, content, (message.files ?? []).map(file));
}

/** @param {{name: string, url_private: string}} one @returns {Node} */
const file = (one) => h("a", { class: "file", href: safeHref(one.url_private), target: "_blank", rel: "noreferrer" }, icon("file"), one.name);

/** @param {Message} message @returns {Node} */
function replies(message) {
  const count = message.reply_count;
  const open = () => go({ thread: message.ts });
  return h("button", { type: "button", class: "replies", onclick: open }, icon("reply"), count === 1 ? "1 reply" : `${count} replies`);
}

/** @param {Message} message @param {Setting} setting @returns {Node} what appears on hover and focus */
function tools(message, setting) {
  const reply = message.ephemeral || setting.inThread ? null : toolButton("reply", "Reply in thread", () => go({ thread: message.thread_ts ?? message.ts }));
  const more = toolButton("more", "More for this message", () => openMenu(more, "Message", menu(message, setting)));
  const hasMore = menu(message, setting).length > 0;
  return h("div", { class: "message-tools" }, reply, hasMore ? more : null);
}

/** @param {any} name @param {string} label @param {() => void} onclick @returns {HTMLElement} */
const toolButton = (name, label, onclick) => h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick }, icon(name));

/** @param {Message} message @param {Setting} setting @returns {import("./popup.js").MenuItem[]} */
function menu(message, setting) {
  const { channel } = setting;
  const shortcuts = message.ephemeral ? [] : (store.state?.shortcuts ?? []).filter((one) => one.type === "message");
  const own = message.user === store.route.as && !message.ephemeral;
  const shortcut = (/** @type {import("./types.js").Shortcut} */ one) => ({
    label: one.name, hint: one.description, run: () => tell(act("message_shortcut", { callback_id: one.callback_id, channel, ts: message.ts })),
  });
  const mine = [
    { label: "Edit message", run: () => startEditing(message, setting) },
    { label: "Delete message", danger: true, run: () => remove(message, setting) },
  ];
  return [...(own ? mine : []), ...(own && shortcuts.length ? [/** @type {const} */ ("line")] : []), ...shortcuts.map(shortcut)];
}

/** Says what went wrong, if something did. @param {Promise<import("./types.js").Reply>} doing */
async function tell(doing) {
  const reply = await doing;
  if (!reply.ok) toast(reply.shown || "That didn't work. Try again?");
}

/** @param {Message} message @param {Setting} setting */
async function remove(message, setting) {
  const text = (/** @type {string} */ words) => ({ type: "plain_text", text: words });
  const sure = await confirmed({
    title: text("Delete message"), text: text("Delete this message? It can't be brought back."), confirm: text("Delete"), deny: text("Cancel"), style: "danger",
  });
  if (sure) await tell(act("delete", { channel: setting.channel, ts: message.ts }));
}

/** @param {Message} message @param {Setting} setting */
function startEditing(message, setting) {
  Object.assign(editing, { key: keyOf(message, setting), draft: mrkdwn(message.text).map((node) => node.textContent || "\n").join("") });
  setting.redraw();
}

/** @param {Message} message @param {Setting} setting @returns {Node} */
function editor(message, setting) {
  const done = () => ((editing.key = ""), setting.redraw());
  const save = async () => {
    const text = area.value.trim();
    done();
    if (text) await tell(act("edit", { channel: setting.channel, ts: message.ts, text }));
  };
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") done();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) event.preventDefault(), save();
  };
  const area = h("textarea", { class: "input", rows: 2, "aria-label": "Edit message", value: editing.draft, oninput: () => (editing.draft = area.value), onkeydown });
  const cancel = h("button", { type: "button", class: "button", onclick: done }, "Cancel");
  queueMicrotask(() => area.focus());
  const keep = h("button", { type: "button", class: "button button-primary", onclick: save }, "Save");
  return h("div", { class: "editor" }, area, h("div", { class: "dialog-actions" }, cancel, keep));
}

/** @param {string} channel @param {string} ts @returns {string} changes when that message's editor opens or closes */
export const editorMark = (channel, ts) => (editing.key === `${channel} ${ts}` ? "editing" : "");
