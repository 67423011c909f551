// Who the further upstreams know, and how a test or a demo gives them someone to know.

import type { Clock, Ids } from "../../domain/ports.ts";
import { createRealm, type Member, type Realm } from "../accounts/realm.ts";
import {
  type AnthropicMember,
  createAnthropicKey,
  createClaudeAccount,
  type SandboxAnthropicKey,
  type SandboxAnthropicKeyInput,
  type SandboxClaudeAccount,
  type SandboxClaudeAccountInput,
} from "../anthropic/member.ts";
import {
  createCompatibleUpstream,
  createIflowAccount,
  createKimiAccount,
  createQwenAccount,
  type CompatibleMember,
  type SandboxChatAccountInput,
  type SandboxCompatibleUpstream,
  type SandboxCompatibleUpstreamInput,
  type SandboxIflowAccount,
  type SandboxKimiAccount,
  type SandboxQwenAccount,
} from "../compatible/member.ts";
import { createKimiKey, type SandboxKimiKey } from "../compatible/kimi.ts";
import {
  createGeminiKey,
  createGoogleAccount,
  type GoogleMember,
  type SandboxGeminiKey,
  type SandboxGeminiKeyInput,
  type SandboxGoogleAccount,
  type SandboxGoogleAccountInput,
} from "../google/member.ts";
import {
  createServiceAccount,
  createVertexKey,
  type SandboxServiceAccount,
  type SandboxServiceAccountInput,
  type SandboxVertexKey,
  type SandboxVertexKeyInput,
  type VertexMember,
} from "../google/vertex-member.ts";
import {
  createXaiAccount,
  createXaiKey,
  type SandboxXaiAccount,
  type SandboxXaiAccountInput,
  type SandboxXaiKey,
  type SandboxXaiKeyInput,
  type XaiMember,
} from "../xai/member.ts";

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface Realms {
  readonly anthropic: Realm<AnthropicMember>;
  readonly google: Realm<GoogleMember>;
  readonly compatible: Realm<CompatibleMember>;
  readonly qwen: Realm<CompatibleMember>;
  readonly iflow: Realm<CompatibleMember>;
  readonly kimi: Realm<CompatibleMember>;
  readonly xai: Realm<XaiMember>;
  readonly vertex: Realm<VertexMember>;
}

export interface Peopling {
  addClaudeAccount(account: SandboxClaudeAccountInput): SandboxClaudeAccount;
  addAnthropicKey(key: SandboxAnthropicKeyInput): SandboxAnthropicKey;
  addGoogleAccount(account: SandboxGoogleAccountInput): SandboxGoogleAccount;
  addGeminiKey(key: SandboxGeminiKeyInput): SandboxGeminiKey;
  /** An upstream of its own at `/compat/<name>`, with one key; the same name once more is one more key. */
  addCompatibleUpstream(upstream: SandboxCompatibleUpstreamInput): SandboxCompatibleUpstream;
  addQwenAccount(account: SandboxChatAccountInput): SandboxQwenAccount;
  addIflowAccount(account: SandboxChatAccountInput): SandboxIflowAccount;
  addKimiAccount(account: SandboxChatAccountInput): SandboxKimiAccount;
  addKimiKey(key: { readonly email: string; readonly key?: string }): SandboxKimiKey;
  addXaiAccount(account: SandboxXaiAccountInput): SandboxXaiAccount;
  addXaiKey(key: SandboxXaiKeyInput): SandboxXaiKey;
  /** A service account of Google Cloud, with access to Vertex AI. */
  addVertexAccount(account: SandboxServiceAccountInput): SandboxServiceAccount;
  addVertexKey(key: SandboxVertexKeyInput): SandboxVertexKey;
}

/** Upstreams that know nobody. */
export function createRealms(deps: Deps): Realms {
  return {
    anthropic: createRealm(deps),
    google: createRealm(deps),
    compatible: createRealm(deps),
    qwen: createRealm(deps),
    iflow: createRealm(deps),
    kimi: createRealm(deps),
    xai: createRealm(deps),
    vertex: createRealm(deps),
  };
}

/** How accounts and keys are added to them. */
export function peopling({ realms, ...deps }: Deps & { readonly realms: Realms }): Peopling {
  return {
    addClaudeAccount: (input) => settled(realms.anthropic, createClaudeAccount(input, deps)),
    addAnthropicKey: (input) => settled(realms.anthropic, createAnthropicKey(input, deps)),
    addGoogleAccount: (input) => settled(realms.google, createGoogleAccount(input, deps)),
    addGeminiKey: (input) => settled(realms.google, createGeminiKey(input, deps)),
    addCompatibleUpstream: (input) => settled(realms.compatible, createCompatibleUpstream(input, deps)),
    addQwenAccount: (input) => settled(realms.qwen, createQwenAccount(input, deps)),
    addIflowAccount: (input) => settled(realms.iflow, createIflowAccount(input, deps)),
    addKimiAccount: (input) => settled(realms.kimi, createKimiAccount(input, deps)),
    addKimiKey: (input) => settled(realms.kimi, createKimiKey(input, deps)),
    addXaiAccount: (input) => settled(realms.xai, createXaiAccount(input, deps)),
    addXaiKey: (input) => settled(realms.xai, createXaiKey(input, deps)),
    addVertexAccount: (input) => settled(realms.vertex, createServiceAccount(input, deps)),
    addVertexKey: (input) => settled(realms.vertex, createVertexKey(input, deps)),
  };
}

function settled<Entry extends Member, Handle>(
  realm: Realm<Entry>,
  entry: Entry & { readonly handle: Handle },
): Handle {
  realm.add(entry);
  return entry.handle;
}
