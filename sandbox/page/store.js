/** What this tab knows: who is acting, where they are, and what the sandbox last said. Changes are announced by topic. */

/** @typedef {"route"|"state"|"conversation"|"thread"|"home"|"modal"|"clock"|"link"} Topic */

export const store = {
  /** @type {{as: string, at: string, thread: string}} */
  route: { as: "", at: "", thread: "" },
  /** @type {import("./types.js").State|null} */
  state: null,
  now: new Date(0),
  /** @type {import("./types.js").Message[]|null} messages of the open conversation, oldest first; null while loading */
  messages: null,
  /** @type {import("./types.js").Message[]|null} the open thread, its parent first */
  thread: null,
  /** @type {import("./types.js").View|null|undefined} undefined: not loaded yet */
  home: undefined,
  /** @type {{view: import("./types.js").View|null, depth: number}} */
  modal: { view: null, depth: 0 },
  /** whether the live connection to the sandbox stands */
  online: true,
  /** @type {string} ts of the first message that was unread when the conversation was opened */
  newFrom: "",
};

/** @type {Map<Topic, Set<() => void>>} */
const listeners = new Map();

/** @param {Topic[]} topics @param {() => void} listener called after each change of one of the topics */
export function on(topics, listener) {
  for (const topic of topics) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic)?.add(listener);
  }
}

/** What changed while the pointer was down: a control that is replaced between press and release is never clicked. */
const held = { down: false, /** @type {Set<Topic>} */ topics: new Set() };

/** @param {...Topic} topics */
export function announce(...topics) {
  if (held.down) return topics.forEach((topic) => held.topics.add(topic));
  const due = new Set(topics.flatMap((topic) => [...(listeners.get(topic) ?? [])]));
  due.forEach((listener) => listener());
}

function release() {
  const topics = [...held.topics];
  held.topics.clear();
  held.down = false;
  announce(...topics);
}

addEventListener("pointerdown", () => (held.down = true), true);
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => setTimeout(release)); // the window's own blur

/** @returns {import("./types.js").Person|undefined} the acting person */
export const me = () => store.state?.me;

/** @returns {string} the acting person's IANA zone */
export const zone = () => store.state?.me.tz ?? "UTC";

/** @param {string} id @returns {import("./types.js").Person|undefined} */
export const person = (id) => store.state?.people.find((one) => one.id === id);

/** @param {string} id @returns {import("./types.js").Conversation|undefined} */
export const conversation = (id) => store.state?.conversations.find((one) => one.id === id);

/** @returns {import("./types.js").Conversation|undefined} the acting person's DM with the app */
export const appDm = () => store.state?.conversations.find((one) => one.kind === "im" && one.with === store.state?.app.user_id);

/** @param {import("./types.js").Conversation} one @returns {string} what people call it */
export function conversationName(one) {
  if (one.kind === "channel") return one.name;
  return (one.with && person(one.with)?.real_name) || one.name;
}
