// Changes to the text of config.yaml that a program makes as a careful person would: comments, order and all that was not
// meant stay as they are.

import { isDeepStrictEqual } from "node:util";

import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

import { ConfigInvalid, dottedKey, problemAt } from "./config-problem.ts";
import { yamlValue } from "./default-config.ts";
import { readYaml } from "./read-yaml.ts";
import { configValueKeys } from "./schema-keys.ts";
import { uncommentKey } from "./uncomment-key.ts";

export interface ConfigMutation {
  /** Keys as the YAML spells them, and list indexes. */
  readonly path: readonly (string | number)[];
  /** undefined removes; a list or mapping replaces, keeping the comments of what stays. */
  readonly value: unknown;
}

/** The text after the mutations, in their order. Throws ConfigInvalid where the text or a path does not allow it. */
export function editConfigText(text: string, mutations: readonly ConfigMutation[], fileName: string): string {
  const sheet = createSheet(text, fileName);
  for (const { path, value } of mutations) {
    if (value === undefined) {
      const document = sheet.document();
      if (!document.hasIn(path)) continue;
      remove(document, path);
    } else {
      // Nothing inside of a list waits as a comment. Without another look at the text thousands of entries change quickly.
      if (!(isInList(path) && sheet.document().hasIn(path.slice(0, 1)))) sheet.uncomment(path);
      openSections(sheet.document(), path, fileName);
      assign(sheet.document(), path, value);
    }
    sheet.changed(isInList(path));
  }
  return sheet.text();
}

/** Text that becomes a document where it must, and text again where that matters. */
function createSheet(initial: string, fileName: string) {
  let text = initial;
  let document: Document | null = null;
  let isChanged = false;
  const written = (): string => {
    if (document !== null && isChanged) text = document.toString({ lineWidth: 0 });
    isChanged = false;
    return text;
  };
  return {
    text: written,
    document: (): Document => (document ??= documentOf(text, fileName)),
    uncomment(path: readonly (string | number)[]): void {
      const next = uncommentKey(written(), path);
      if (next === text) return;
      text = next;
      document = null;
    },
    /** Outside of lists a comment may have found another place, which only a new look at the text tells. */
    changed(isListEntry: boolean): void {
      isChanged = true;
      if (isListEntry) return;
      written();
      document = null;
    },
  };
}

function isInList(path: readonly (string | number)[]): boolean {
  return path.some((part) => typeof part === "number");
}

function documentOf(text: string, fileName: string): Document {
  const yaml = readYaml(text, fileName);
  if (yaml.kind === "invalid") throw new ConfigInvalid(yaml.problems);
  return yaml.document;
}

/** Sections on the way that hold nothing yet become mappings. */
function openSections(document: Document, path: readonly (string | number)[], fileName: string): void {
  if (document.contents === null || isNothing(document.contents)) {
    // Comments of a document without any key would follow the first one.
    document.commentBefore = joined(document.commentBefore ?? "", document.comment);
    document.comment = null;
    document.contents = document.createNode({});
  }
  for (let length = 0; length < path.length; length++) {
    const parent = path.slice(0, length);
    const node = length === 0 ? document.contents : document.getIn(parent, true);
    if (node === undefined || isCollection(node)) continue;
    if (isNothing(node) && typeof path[length] === "string") {
      document.setIn(parent, document.createNode({}));
      continue;
    }
    const text = "cannot be changed: it is neither a list nor a mapping";
    throw new ConfigInvalid([problemAt(fileName, { line: 0, column: 0 }, { key: dottedKey(parent), text })]);
  }
}

function assign(document: Document, path: readonly (string | number)[], value: unknown): void {
  const known = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(known) && isPlainObject(value)) {
    const before = keyNames(known);
    for (const [name, member] of Object.entries(value))
      if (member !== undefined) assign(document, [...path, name], member);
    // What goes, goes last: a mapping without any key is none, and nothing could be put into it.
    for (const name of before) if (value[name] === undefined) remove(document, [...path, name]);
  } else if (isSeq(known) && known.items.length > 0 && Array.isArray(value)) {
    reorder(document, known, value);
  } else {
    document.setIn(path, typeof value === "object" && value !== null ? document.createNode(value) : value);
  }
}

/** Items that stay keep their comments. */
function reorder(document: Document, list: YAMLSeq, values: readonly unknown[]): void {
  const left = list.items.filter(isNode);
  list.items = values.map((value): Node => {
    const index = left.findIndex((node) => isDeepStrictEqual(node.toJS(document), value));
    return (index === -1 ? undefined : left.splice(index, 1)[0]) ?? document.createNode(value);
  });
}

/**
 * What stands above the removed item as a comment may be about all that follows: it stays, moved on to the next, and ends
 * with the key's default as the default file shows it.
 */
function remove(document: Document, path: readonly (string | number)[]): void {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  if (!isMap(parent) && !isSeq(parent)) return;
  const index = isMap(parent) ? parent.items.findIndex((pair) => nameOf(pair.key) === name) : Number(name);
  const comment = leadOf(parent, index)?.commentBefore ?? (index === 0 ? parent.commentBefore : null) ?? "";
  parent.delete(isMap(parent) ? parent.items[index]?.key : index);
  const kept = comment === "" ? "" : comment + waitingLine(path);
  const next = leadOf(parent, index);
  if (index === 0) parent.commentBefore = null;
  if (index === 0 && next !== null) next.spaceBefore = false;
  if (next !== null) next.commentBefore = joined(kept, next.commentBefore);
  else if (parent.items.length > 0) parent.comment = joined(kept, parent.comment);
  else empty(document, path.slice(0, -1), joined(kept, parent.comment));
}

/** `\nport: 8317`, which the comment around it turns into `#port: 8317`; nothing for what has no default of its own. */
function waitingLine(path: readonly (string | number)[]): string {
  const key = configValueKeys().find((known) => known.path === path.join("."));
  if (key === undefined) return "";
  return `\n${"  ".repeat(path.length - 1)}${`${key.name}: ${yamlValue(key.defaultValue)}`.trimEnd()}`;
}

/** A collection that lost its last item: a section without value means the defaults, a list stays one. */
function empty(document: Document, path: readonly (string | number)[], comment: string): void {
  if (path.length === 0) {
    document.contents = nothing("");
    document.comment = joined(comment, document.comment);
  } else if (isMap(document.getIn(path, true)) && typeof path.at(-1) === "string") {
    document.setIn(path, nothing(comment));
  }
}

/** The node that carries the comment above an item; the first item's stands on the collection itself. */
function leadOf(parent: YAMLMap | YAMLSeq, index: number): Node | null {
  const item: unknown = parent.items[index];
  if (!isPair(item)) return isNode(item) ? item : null;
  // The key of a pair that was made just now is no node yet.
  if (!isNode(item.key)) item.key = new Scalar(item.key);
  return isNode(item.key) ? item.key : null;
}

function joined(first: string, second: string | null | undefined): string {
  return [first, second ?? ""].filter((part) => part !== "").join("\n\n");
}

/** A null that is written as nothing at all. */
function nothing(comment: string): Scalar {
  const node = new Scalar(null);
  node.source = "";
  if (comment !== "") node.commentBefore = comment;
  return node;
}

function isNothing(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function keyNames(map: YAMLMap): readonly string[] {
  return map.items.map((pair) => String(nameOf(pair.key)));
}

function nameOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
