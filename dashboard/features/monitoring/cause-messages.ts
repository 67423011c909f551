// What a code of failure means, in words, and which page mends it.

import type { FailureKind } from "../../../src/domain/failure.ts";
import type { FaultCode } from "../../../src/domain/faults.ts";
import type { Text } from "../../lib/i18n.ts";

/** Where a cause is mended; absent: it passes by itself, or whoever asked has to ask otherwise. */
export type Remedy = "quota" | "accounts" | "queue" | "keys" | "models" | "limits" | "logs";

export interface CauseText {
  readonly text: Text;
  readonly remedy?: Remedy;
}

export const REMEDIES: Readonly<Record<Remedy, Text>> = {
  quota: { en: "See when quotas are back", zh: "查看配额恢复时间" },
  accounts: { en: "See which accounts have a problem", zh: "查看有问题的账号" },
  queue: { en: "Mend it in the action queue", zh: "到处理队列修复" },
  keys: { en: "See the client keys", zh: "查看客户端密钥" },
  models: { en: "See who serves which models", zh: "查看各供应商的模型" },
  limits: { en: "See how long Switchyard waits", zh: "查看等待时限" },
  logs: { en: "Read the errors of the log", zh: "查看错误日志" },
};

const MALFORMED: CauseText = { text: { en: "The client's request is malformed", zh: "客户端请求有误" } };
const SIGNED_OUT: CauseText = {
  text: { en: "An account has to be signed in again", zh: "账号需要重新登录" },
  remedy: "queue",
};
const QUOTA: CauseText = { text: { en: "The quota is used up", zh: "配额已用尽" }, remedy: "quota" };
const TOO_FAST: CauseText = {
  text: { en: "Every account is told to slow down", zh: "所有账号都被限速" },
  remedy: "quota",
};
const BROKEN: CauseText = { text: { en: "The upstream broke off in mid-answer", zh: "上游中途断开" } };
const OVERLOADED: CauseText = { text: { en: "The upstream is overloaded", zh: "上游过载" } };
const UPSTREAM: CauseText = { text: { en: "The upstream had an error", zh: "上游出错" } };

/** By the code that the record carries: ours (docs/errors.md), and those of upstreams that are passed on. */
export const CAUSES: Readonly<Record<string, CauseText>> = {
  invalid_request: MALFORMED,
  invalid_request_error: MALFORMED,
  invalid_json: MALFORMED,
  invalid_encoding: MALFORMED,
  unsupported_encoding: MALFORMED,
  unsupported_media_type: MALFORMED,
  method_not_allowed: MALFORMED,
  not_found: { text: { en: "There is no such endpoint", zh: "没有该接口" } },
  unsupported_parameter: MALFORMED,
  payload_too_large: { text: { en: "The request is too large", zh: "请求过大" }, remedy: "limits" },
  invalid_api_key: { text: { en: "The client's key is not known", zh: "客户端密钥无效" }, remedy: "keys" },
  missing_api_key: { text: { en: "The client sends no key", zh: "客户端未发送密钥" }, remedy: "keys" },
  model_not_allowed: { text: { en: "The key may not ask for this model", zh: "密钥无权使用该模型" }, remedy: "keys" },
  key_limit_exceeded: { text: { en: "A limit of the key is used up", zh: "密钥限额已用尽" }, remedy: "keys" },
  key_busy: { text: { en: "The key has too many running requests", zh: "密钥同时请求过多" }, remedy: "keys" },
  model_not_found: { text: { en: "Nobody serves this model", zh: "没有账号提供该模型" }, remedy: "models" },
  previous_response_not_found: {
    text: { en: "The conversation continued from is unknown here", zh: "找不到要继续的会话" },
  },
  request_cancelled: { text: { en: "The client left", zh: "客户端已断开" } },
  usage_limit_reached: QUOTA,
  quota_exceeded: QUOTA,
  rate_limited: TOO_FAST,
  rate_limit_exceeded: TOO_FAST,
  concurrency_limit: {
    text: { en: "Every account is at its concurrency cap", zh: "所有账号均达并发上限" },
    remedy: "limits",
  },
  owner_unavailable: {
    text: { en: "The conversation's account cannot serve now", zh: "会话所属账号暂不可用" },
    remedy: "accounts",
  },
  no_accounts: { text: { en: "No account could serve", zh: "没有可用账号" }, remedy: "accounts" },
  upstream_refused: { text: { en: "The upstream refused the account", zh: "上游拒绝了账号" }, remedy: "queue" },
  reauth_required: SIGNED_OUT,
  token_expired: SIGNED_OUT,
  token_invalidated: SIGNED_OUT,
  upstream_unreachable: { text: { en: "The upstream could not be reached", zh: "无法连接上游" }, remedy: "limits" },
  upstream_timeout: { text: { en: "The upstream did not begin to answer", zh: "上游迟迟未应答" }, remedy: "limits" },
  upstream_stalled: { text: { en: "The upstream fell silent in mid-answer", zh: "上游中途停顿" }, remedy: "limits" },
  upstream_stream_broken: BROKEN,
  stream_broken: BROKEN,
  connection_lost: BROKEN,
  upstream_empty: { text: { en: "The upstream answered nothing", zh: "上游返回空应答" } },
  upstream_garbage: { text: { en: "The upstream's answer makes no sense", zh: "上游应答无法解析" } },
  upstream_error: UPSTREAM,
  server_error: UPSTREAM,
  server_is_overloaded: OVERLOADED,
  overloaded_error: OVERLOADED,
  config_invalid: { text: { en: "config.yaml has an error", zh: "config.yaml 有误" }, remedy: "logs" },
  limits_unavailable: { text: { en: "The database did not answer", zh: "数据库无响应" }, remedy: "logs" },
  draining: { text: { en: "Switchyard was stopping", zh: "Switchyard 正在停止" } },
  internal: { text: { en: "A defect of Switchyard", zh: "Switchyard 内部错误" }, remedy: "logs" },
  interrupted: { text: { en: "Switchyard was stopped before the end", zh: "请求结束前 Switchyard 被停止" } },
} satisfies Readonly<Record<FaultCode, CauseText> & Record<string, CauseText>>;

/** What went wrong with one attempt, by the kind that the provider told. */
export const FAILURE_KINDS: Readonly<Record<string, Text>> = {
  request_fault: { en: "The request is at fault", zh: "请求本身有误" },
  rate_limited: { en: "It was told to slow down", zh: "被限速" },
  quota_exceeded: { en: "Its quota was used up", zh: "配额已用尽" },
  unauthorized: { en: "Its token was not accepted", zh: "令牌未被接受" },
  reauth_required: { en: "It has to be signed in again", zh: "需要重新登录" },
  lent: { en: "Its login is lent to a tool, which has not renewed it", zh: "登录已借给工具，尚未续期" },
  deactivated: { en: "The upstream has closed it", zh: "已被上游停用" },
  model_unsupported: { en: "It may not use this model", zh: "无权使用该模型" },
  refused_here: { en: "Its upstream does not serve such requests", zh: "上游不支持此类请求" },
  forbidden: { en: "Its upstream refused it for now", zh: "上游暂时拒绝" },
  upstream_error: { en: "The upstream had an error", zh: "上游出错" },
  stream_broken: { en: "The answer broke off", zh: "应答中断" },
  unreachable: { en: "The upstream could not be reached", zh: "无法连接上游" },
  foreign_reasoning: { en: "Another account's reasoning was sent along", zh: "附带了其他账号的推理内容" },
  cancelled: { en: "The client left", zh: "客户端已断开" },
} satisfies Readonly<Record<FailureKind, Text>>;
