/** The live connection: the sandbox says what changed, the page fetches it. Reconnects for as long as the tab lives. */

/** @typedef {{type: string, id?: string, text?: string, now?: string, view?: any, depth?: number}} LiveEvent */

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 5000;

export class Live {
  /**
   * @param {(event: LiveEvent) => void} onEvent
   * @param {(online: boolean) => void} onLink called when the connection stands or is lost
   */
  constructor(onEvent, onLink) {
    this.onEvent = onEvent;
    this.onLink = onLink;
    this.person = "";
    this.delay = FIRST_DELAY_MS;
    /** @type {WebSocket|null} */
    this.socket = null;
  }

  /** Listens as a person, ending any earlier connection. @param {string} person */
  listenAs(person) {
    if (person === this.person) return;
    this.person = person;
    this.delay = FIRST_DELAY_MS;
    const former = this.socket;
    this.socket = null;
    former?.close();
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/sandbox/live?as=${encodeURIComponent(this.person)}`);
    this.socket = socket;
    socket.onopen = () => {
      this.delay = FIRST_DELAY_MS;
      if (this.socket === socket) this.onLink(true);
    };
    socket.onmessage = (message) => this.receive(socket, message.data);
    socket.onclose = () => this.lost(socket);
  }

  /** @param {WebSocket} socket @param {string} data one JSON document, or several, one a line */
  receive(socket, data) {
    if (this.socket !== socket) return;
    for (const line of data.split("\n")) if (line.trim()) this.onEvent(JSON.parse(line));
  }

  /** @param {WebSocket} socket */
  lost(socket) {
    if (this.socket !== socket) return;
    this.onLink(false);
    setTimeout(() => this.socket === socket && this.connect(), this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
  }
}

/**
 * Makes a loader that runs one at a time: asked again while busy, it runs once more afterwards.
 * @param {() => Promise<void>} load @returns {() => Promise<void>}
 */
export function oneAtATime(load) {
  /** @type {Promise<void>|null} */
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await load();
    } while (again);
    running = null;
  };
  return () => {
    again = running !== null;
    running ??= run();
    return running;
  };
}
