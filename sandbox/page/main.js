/** The page starts here: it reads the address, loads what the person sees, and follows what changes. */

import { act, fetchHome, fetchMessages, fetchState, fetchThread } from "./api.js";
import { drawClock, startClock } from "./clock.js";
import { Live, oneAtATime } from "./live.js";
import { loadModal, startModals, takeModal, TROUBLE } from "./modal.js";
import { startPanes } from "./pane.js";
import { drawPeople } from "./people.js";
import { toast } from "./popup.js";
import { correct, HOME, readRoute } from "./route.js";
import { drawSidebar } from "./sidebar.js";
import { announce, appDm, conversation, on, store } from "./store.js";
import { Surface } from "./surface.js";

/** The bot coming and going is not announced: it is looked for. */
const HEARTBEAT_MS = 5_000;
const RETRY_MS = 1_000;

const el = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const opened = { as: "", at: "", thread: "" };

const loadState = oneAtATime(async () => {
  const as = store.route.as;
  const state = await fetchState(as);
  if (!state || as !== store.route.as) return;
  const same = JSON.stringify({ ...state, now: "" }) === JSON.stringify({ ...store.state, now: "" });
  store.state = state;
  store.now = new Date(state.now);
  announce(...(same ? [] : [/** @type {const} */ ("state")]), "clock");
  markRead();
});

const loadMessages = oneAtATime(async () => {
  const { as, at } = store.route;
  if (at === HOME || !at) return;
  const answer = await fetchMessages(at);
  if (!answer || as !== store.route.as || at !== store.route.at) return;
  if (store.messages === null) store.newFrom = firstUnread(answer.messages, at);
  store.messages = answer.messages;
  announce("conversation");
});

const loadThread = oneAtATime(async () => {
  const { as, at, thread } = store.route;
  if (!thread) return;
  const answer = await fetchThread(at, thread);
  if (!answer || as !== store.route.as || thread !== store.route.thread) return;
  store.thread = answer.messages;
  announce("thread");
});

const loadHome = oneAtATime(async () => {
  const as = store.route.as;
  const answer = await fetchHome();
  if (!answer || as !== store.route.as) return;
  store.home = answer.view;
  announce("home");
});

/** @param {import("./types.js").Message[]} messages @param {string} channel @returns {string} ts of the first unread message, or "" */
function firstUnread(messages, channel) {
  const unread = conversation(channel)?.unread ?? 0;
  const others = messages.filter((one) => one.user !== store.route.as);
  return unread ? (others.at(-unread)?.ts ?? "") : "";
}

/** What is open and looked at counts as read. */
function markRead() {
  const open = conversation(store.route.at);
  if (open?.unread && document.visibilityState === "visible") void act("read", { channel: open.id });
}

const live = new Live(
  (event) => {
    if (event.type === "conversation" && event.id === store.route.at) void Promise.all([loadMessages(), loadThread()]);
    else if (event.type === "home") void loadHome();
    else if (event.type === "modal") takeModal(event.view ?? null, event.depth ?? 0);
    else if (event.type === "clock") void refresh();
    else if (event.type === "state") void loadState();
    else if (event.type === "toast" && event.text !== TROUBLE) toast(event.text ?? "");
  },
  (online) => {
    if (online && !store.online) void refresh();
    store.online = online;
    announce("link");
  },
);

/** Fetches everything that is on screen again. */
async function refresh() {
  await loadState();
  await Promise.all([loadMessages(), loadThread(), loadModal(), store.route.at === HOME ? loadHome() : null]);
}

/** Follows the address: another person, another place, another thread. */
async function follow() {
  readRoute();
  if (!store.route.as) return begin();
  if (store.route.as !== opened.as) await becomeOther();
  if (store.route.at !== opened.at) arrive();
  if (store.route.thread !== opened.thread || !opened.thread) {
    store.thread = null;
    void loadThread();
  }
  Object.assign(opened, store.route);
  announce("route");
}

/** Without a person of the team in the address, the first one acts. Waits for a sandbox that is not there yet. */
async function begin() {
  const state = await fetchState();
  if (!state) return void setTimeout(begin, RETRY_MS);
  const known = state.people.some((one) => one.id === store.route.as);
  correct({ as: known ? store.route.as : state.me.id });
  await follow();
}

async function becomeOther() {
  const before = appDm()?.id;
  Surface.forgetAll();
  Object.assign(store, { messages: null, thread: null, home: undefined });
  takeModal(null, 0);
  opened.at = opened.thread = "";
  await loadState();
  if (store.state?.me.id !== store.route.as) return begin();
  const at = store.route.at === before ? appDm()?.id : store.route.at;
  correct({ at: at && (at === HOME || conversation(at)) ? at : HOME });
  live.listenAs(store.route.as);
  void loadModal();
}

/** Opens a place: tells the app where Slack would, and fetches it. */
function arrive() {
  const { at } = store.route;
  Object.assign(store, { messages: null, newFrom: "" });
  document.body.classList.remove("side-open");
  if (at === HOME) return void Promise.all([act("open_home"), loadHome()]);
  if (at === appDm()?.id) void act("open_tab_messages");
  void loadMessages().then(markRead);
}

/** Sidebar, people and clock open over the page on a phone. */
function startDrawers() {
  for (const [button, name] of /** @type {const} */ ([["side-toggle", "side-open"], ["me", "people-open"], ["clock-face", "clock-open"]])) {
    el(button).addEventListener("click", (event) => {
      event.stopPropagation();
      const open = !document.body.classList.contains(name);
      document.body.classList.remove("side-open", "people-open", "clock-open");
      document.body.classList.toggle(name, open);
      el(button).setAttribute("aria-expanded", String(open));
    });
  }
  const shut = () => document.body.classList.remove("side-open", "people-open", "clock-open");
  document.addEventListener("click", (event) => !(/** @type {Element} */ (event.target).closest("#side")) && shut());
  document.addEventListener("keydown", (event) => event.key === "Escape" && shut());
}

const drawPanes = startPanes(el("main"), el("aside"));
on(["state", "route"], () => drawSidebar(el("side")));
on(["state", "route"], () => drawPeople(el("people"), el("me")));
on(["state", "route", "conversation", "thread", "home", "clock"], drawPanes);
on(["state", "clock", "route"], () => drawClock(el("clock-face")));
on(["link"], () => (el("offline").hidden = store.online));
on(["state"], () => (el("workspace").textContent = store.state?.workspace.name ?? ""));
startModals();
startClock(el("clock-ways"));
startDrawers();
addEventListener("hashchange", follow);
document.addEventListener("visibilitychange", markRead);
setInterval(() => document.visibilityState === "visible" && store.online && store.state && loadState(), HEARTBEAT_MS);
void follow();
