/** Where Block Kit's select menus take their options from: the block, the app, the people, the conversations. */

import { act } from "./api.js";
import { plainText } from "./mrkdwn.js";
import { matching, selectBox } from "./select.js";
import { conversation, conversationName, person, store } from "./store.js";
import { change, identity } from "./surface.js";

/**
 * @typedef {import("./surface.js").Context} Context @typedef {import("./types.js").Element_} Spec @typedef {import("./select.js").Group} Group
 * @typedef {{load: (query: string) => Group[]|Promise<Group[]>, textOf: (value: string) => string, search: boolean, minQuery?: number}} Source
 */

const MOST_WITHOUT_SEARCH = 7;

/** @param {Spec} spec @param {Context} context @returns {HTMLElement} */
export function menuSelect(spec, context) {
  const multi = spec.type.startsWith("multi_");
  const kind = spec.type.replace(/^multi_/, "").replace(/_select$/, "");
  const source = sourceOf(kind, spec, context);
  const held = context.surface.value(context.blockId, spec.action_id ?? "", initial(kind, multi, spec));
  return selectBox({
    ...source,
    props: identity(context, spec),
    placeholder: plainText(spec.placeholder) || "Choose",
    multi,
    max: spec.max_selected_items,
    clearable: context.optional,
    selected: multi ? held : held ? [held] : [],
    onChange: (values, trigger) => change(context, spec, trigger, multi ? values : (values[0] ?? null)),
  });
}

/** @param {string} kind @param {boolean} multi @param {Spec} spec @returns {import("./types.js").Value} */
function initial(kind, multi, spec) {
  const value = (/** @type {any} */ option) => option?.value ?? option ?? null;
  if (multi) return (spec.initial_options ?? spec[`initial_${kind}`] ?? []).map(value);
  const one = spec.initial_option ?? spec[`initial_${kind.replace(/s$/, "")}`];
  if (one === undefined && spec.default_to_current_conversation) return conversation(store.route.at)?.id ?? null;
  return value(one);
}

/** @param {string} kind @param {Spec} spec @param {Context} context @returns {Source} */
function sourceOf(kind, spec, context) {
  if (kind === "users") return fixed(people(), (id) => person(id)?.real_name ?? id);
  if (kind === "channels") return fixed(conversations({ include: ["public"] }), channelText);
  if (kind === "conversations") return fixed(conversations(spec.filter ?? {}), channelText);
  if (kind === "external") return fromApp(spec, context);
  const groups = optionGroups(spec);
  return fixed(groups, (value) => groups.flatMap((group) => group.choices).find((one) => one.value === value)?.text ?? value);
}

/** @param {Group[]} groups @param {(value: string) => string} textOf @returns {Source} */
function fixed(groups, textOf) {
  const count = groups.reduce((sum, group) => sum + group.choices.length, 0);
  return { load: (query) => matching(groups, query), textOf, search: count > MOST_WITHOUT_SEARCH };
}

/** @param {any} from holds `options` or `option_groups` @returns {Group[]} */
function optionGroups(from) {
  const choice = (/** @type {any} */ option) => ({ value: option.value, text: plainText(option.text), hint: plainText(option.description) });
  const groups = from.option_groups ?? [{ options: from.options ?? [] }];
  return groups.map((/** @type {any} */ group) => ({ label: plainText(group.label), choices: group.options.map(choice) }));
}

/** @param {Spec} spec @param {Context} context @returns {Source} options that the app suggests for what is typed */
function fromApp(spec, context) {
  const labels = context.surface.labels;
  const known = [spec.initial_option, ...(spec.initial_options ?? [])].filter(Boolean);
  known.forEach((option) => labels.set(option.value, plainText(option.text)));
  const load = async (/** @type {string} */ text) => {
    const where = { ...context.surface.place, block_id: context.blockId, action_id: spec.action_id, text };
    const groups = optionGroups(await act("suggest", where));
    groups.flatMap((group) => group.choices).forEach((one) => labels.set(one.value, one.text));
    return groups;
  };
  return { load, textOf: (value) => labels.get(value) ?? value, search: true, minQuery: spec.min_query_length ?? 3 };
}

/** Whom a user menu offers; those who have left come last, and say so. @returns {Group[]} */
function people() {
  const mark = (/** @type {import("./types.js").Person} */ one) =>
    one.deleted ? "deactivated" : one.bot ? "app" : one.stranger ? "external" : one.guest ? "guest" : one.title;
  const all = [...(store.state?.people ?? [])].sort((a, b) => Number(a.deleted) - Number(b.deleted) || Number(a.bot) - Number(b.bot));
  return [{ choices: all.map((one) => ({ value: one.id, text: one.real_name, hint: mark(one) })) }];
}

/** @param {{include?: string[], exclude_external_shared_channels?: boolean, exclude_bot_users?: boolean}} filter @returns {Group[]} */
function conversations(filter) {
  const fits = (/** @type {import("./types.js").Conversation} */ one) => {
    const kind = one.kind === "im" ? "im" : one.private ? "private" : "public";
    if (one.archived || (filter.include && !filter.include.includes(kind))) return false;
    if (filter.exclude_external_shared_channels && one.shared) return false;
    return !(filter.exclude_bot_users && one.with && person(one.with)?.bot);
  };
  const hint = (/** @type {import("./types.js").Conversation} */ one) => (one.shared ? "shared outside" : one.private ? "private" : "");
  const all = (store.state?.conversations ?? []).filter(fits);
  return [{ choices: all.map((one) => ({ value: one.id, text: channelText(one.id), hint: hint(one) })) }];
}

/** @param {string} id @returns {string} */
function channelText(id) {
  const one = conversation(id);
  return one ? (one.kind === "channel" ? "#" : "") + conversationName(one) : id;
}
