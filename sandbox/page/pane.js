/** The main pane: the head of what is open, its tabs, messages or Home, the composer, and a thread beside it. */

import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { drawHome } from "./home.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { go, hashFor, HOME } from "./route.js";
import { appDm, conversation, conversationName, person, store } from "./store.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** @param {HTMLElement} main @param {HTMLElement} aside @returns {() => void} draws both from the store */
export function startPanes(main, aside) {
  const head = h("header", { class: "pane-head" });
  const list = new MessageList(false);
  const composer = new Composer({ inThread: false });
  const homePane = h("div", { class: "home-pane", role: "tabpanel", "aria-label": "Home", tabindex: "0" });
  main.append(head, homePane, list.node, composer.node);
  const drawThread = startThread(aside);

  return () => {
    const atHome = store.route.at === HOME;
    const open = conversation(store.route.at);
    homePane.hidden = !atHome;
    list.node.hidden = composer.node.hidden = atHome;
    drawHead(head, open);
    if (atHome) drawHome(homePane);
    else if (open) {
      list.show(open.id, `${store.route.as} ${open.id}`, store.messages);
      composer.at(open.id, "", nameOf(open), whyClosed(open));
    }
    drawThread(open);
  };
}

/** @param {Conversation} open @returns {string} */
const nameOf = (open) => (open.kind === "channel" ? `#${open.name}` : conversationName(open));

/** @param {Conversation} open @returns {string} why nobody may write here, or "" */
function whyClosed(open) {
  if (open.archived) return `#${open.name} is archived: it can be read, but nothing more can be said in it.`;
  return open.member ? "" : `You aren't in #${open.name}.`;
}

/** @param {HTMLElement} head @param {Conversation|undefined} open */
function drawHead(head, open) {
  const { app } = store.state ?? {};
  const key = JSON.stringify([store.route, open, app]);
  if (!app || head.dataset.key === key) return;
  head.dataset.key = key;
  const inApp = store.route.at === HOME || (open && open === appDm());
  if (inApp) head.replaceChildren(h("h1", {}, app.name, h("span", { class: "badge" }, "App")), tabs(app));
  else if (open) head.replaceChildren(h("h1", {}, nameOf(open)), ...marks(open), h("span", { class: "quiet" }, person(open.with ?? "")?.title));
}

/** @param {Conversation} open @returns {Node[]} what one should know before writing here */
function marks(open) {
  const words = [open.private && open.kind === "channel" && "private", open.shared && "shared outside", open.archived && "archived"];
  return words.filter(Boolean).map((word) => h("span", { class: "pill" }, word));
}

/** @param {import("./types.js").App} app @returns {Node|string} */
function tabs(app) {
  const dm = appDm();
  if (!app.home_tab || !dm) return "";
  const tab = (/** @type {string} */ at, /** @type {string} */ label) =>
    h("a", { class: "tab", role: "tab", href: hashFor({ at, thread: "" }), "aria-selected": String(store.route.at === at), dataset: { tab: label.toLowerCase() } }, label);
  return h("div", { class: "tabs", role: "tablist", "aria-label": app.name }, tab(HOME, "Home"), tab(dm.id, "Messages"));
}

/** @param {HTMLElement} aside @returns {(open: Conversation|undefined) => void} */
function startThread(aside) {
  const list = new MessageList(true);
  const composer = new Composer({ inThread: true });
  const close = () => go({ thread: "" });
  const where = h("span", { class: "quiet" });
  const button = h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: close }, icon("close"));
  aside.append(h("header", { class: "pane-head" }, h("h2", {}, "Thread"), where, button), list.node, composer.node);
  aside.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());

  return (open) => {
    const { thread, as } = store.route;
    aside.hidden = !thread || !open;
    if (!open || !thread) return;
    where.textContent = nameOf(open);
    list.show(open.id, `${as} ${open.id} ${thread}`, store.thread);
    composer.at(open.id, thread, "", whyClosed(open));
  };
}
