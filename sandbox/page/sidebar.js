/** Where one can go: the app's Home and messages, channels, direct messages. */

import { h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { hashFor, HOME } from "./route.js";
import { appDm, conversationName, store } from "./store.js";

/** @param {HTMLElement} nav draws the sidebar into it */
export function drawSidebar(nav) {
  const { state } = store;
  if (!state) return;
  const dm = appDm();
  const channels = state.conversations.filter((one) => one.kind === "channel");
  const people = state.conversations.filter((one) => one.kind === "im" && one !== dm);
  keepingFocus(nav, () =>
    nav.replaceChildren(
      group(state.app.name, [state.app.home_tab ? row(HOME, "home", "Home") : null, dm ? row(dm.id, "chat", "Messages", dm) : null], connection()),
      group("Channels", channels.map((one) => row(one.id, sign(one), one.name, one))),
      people.length ? group("Direct messages", people.map((one) => row(one.id, "chat", conversationName(one), one))) : document.createTextNode(""),
    ),
  );
}

/** @returns {Node} whether the bot listens */
function connection() {
  const connected = store.state?.app.connected;
  const words = connected ? "connected" : "not connected";
  return h("span", { class: connected ? "bot-link on" : "bot-link", role: "status", title: `The bot is ${words}` }, words);
}

/** @param {string} title @param {(Node|null)[]} rows @param {Node} [beside] @returns {Node} */
function group(title, rows, beside) {
  return h("section", { class: "side-group" }, h("h2", {}, h("span", {}, title), beside), h("ul", {}, rows.map((one) => one && h("li", {}, one))));
}

/** @param {import("./types.js").Conversation} one */
const sign = (one) => (one.private ? "lock" : one.shared ? "shared" : "hash");

/**
 * @param {string} at @param {any} drawing @param {string} label @param {import("./types.js").Conversation} [one]
 * @returns {Node}
 */
function row(at, drawing, label, one) {
  const unread = one?.unread ?? 0;
  const here = store.route.at === at;
  const classes = ["side-row", here && "here", unread && !here && "unread", one?.archived && "faint", one && !one.member && "faint"];
  const mark = one?.shared ? h("span", { class: "side-mark" }, "shared outside") : one?.archived ? h("span", { class: "side-mark" }, "archived") : null;
  const badge = unread && !here ? h("span", { class: "count", "aria-label": `${unread} unread` }, unread) : null;
  return h(
    "a",
    {
      class: classes.filter(Boolean).join(" "),
      href: hashFor({ at, thread: "" }),
      "aria-current": here ? "page" : null,
      dataset: { channel: at, actionId: `go-${at}`, unread },
    },
    icon(drawing), h("span", { class: "side-name" }, label), mark, badge,
  );
}
