/**
 * The shapes the sandbox answers with (JSON of `/sandbox/…`). Types only: nothing here runs.
 *
 * @typedef {{id: string, name: string, real_name: string, title: string, tz: string, color: string, initials: string,
 *   deleted: boolean, guest: boolean, stranger: boolean, bot: boolean}} Person
 * @typedef {{id: string, kind: "channel"|"im", name: string, private: boolean, shared: boolean, archived: boolean,
 *   member: boolean, unread: number, with: string|null}} Conversation
 * @typedef {{command: string, description: string, usage_hint: string}} Command
 * @typedef {{name: string, callback_id: string, type: "global"|"message", description: string}} Shortcut
 * @typedef {{name: string, user_id: string, connected: boolean, home_tab: boolean}} App
 * @typedef {{workspace: {name: string}, now: string, me: Person, people: Person[], conversations: Conversation[],
 *   commands: Command[], shortcuts: Shortcut[], app: App}} State
 * @typedef {{ts: string, user: string, name: string, text: string, blocks: Block[]|null, ephemeral: boolean,
 *   edited: boolean, thread_ts: string|null, reply_count: number, deleted: boolean,
 *   files: {id: string, name: string, url_private: string}[]|null, time: string}} Message
 * @typedef {{type: string, text: string, emoji?: boolean, verbatim?: boolean}} TextObject
 * @typedef {{text: TextObject, value: string, description?: TextObject, url?: string}} Option
 * @typedef {Record<string, any> & {type: string, block_id?: string}} Block
 * @typedef {Record<string, any> & {type: string, action_id?: string}} Element_
 * @typedef {{id: string, type: string, title?: TextObject, submit?: TextObject|null, close?: TextObject|null,
 *   blocks: Block[], errors?: Record<string, string>, hash?: string,
 *   state?: {values: Record<string, Record<string, any>>}}} View
 * @typedef {{ok: boolean, error?: string, shown?: string} & Record<string, any>} Reply
 * @typedef {string|number|string[]|null} Value what an input holds: a text, an option's value, an id, a date, a list
 */

export {};
