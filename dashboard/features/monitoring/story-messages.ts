// What a request's story says.

import type { Text } from "../../lib/i18n.ts";

export const STORY = {
  title: { en: "Request", zh: "请求" },
  gone: { en: "There is no record of this request any more.", zh: "该请求的记录已不存在。" },
  story: { en: "What happened, and why", zh: "发生了什么，为什么" },
  came: { en: "{route} came in", zh: "收到 {route}" },
  cameFor: { en: "{route} came in for {model}", zh: "收到 {route}，请求模型 {model}" },
  withKey: { en: "with the key", zh: "使用密钥" },
  withoutKey: { en: "without a key", zh: "未使用密钥" },
  streamed: { en: "streamed", zh: "流式" },
  socket: { en: "over a WebSocket", zh: "通过 WebSocket" },
  attempt: { en: "Attempt {number}", zh: "第 {number} 次尝试" },
  wasChosen: { en: "was chosen", zh: "被选中" },
  nobody: { en: "Nobody could be chosen", zh: "没有可选的账号" },
  ruledOut: { en: "Ruled out", zh: "被排除" },
  free: { en: "Could have served as well", zh: "同样可用" },
  inTable: {
    en: "{count} more, in the table below",
    one: { en: "1 more, in the table below", zh: "另 1 个见下表" },
    zh: "另 {count} 个见下表",
  },
  stood: { en: "It stood at {standing}", zh: "当时状态：{standing}" },
  weekStood: { en: "week {percent} used", zh: "每周已用 {percent}" },
  shortStood: { en: "5 h {percent} used", zh: "5 小时已用 {percent}" },
  flightStood: { en: "{count} in flight", zh: "{count} 个进行中" },
  priorityStood: { en: "priority {priority}", zh: "优先级 {priority}" },
  byPriority: { en: "its priority, {priority}, goes before the others'", zh: "优先级 {priority} 高于其他账号" },
  byPriorityThen: {
    en: "the highest priority, {priority}; among those: {rule}",
    zh: "最高优先级 {priority}；其中：{rule}",
  },
  omitted: {
    en: "{count} more accounts are not listed",
    one: { en: "1 more account is not listed", zh: "另有 1 个账号未列出" },
    zh: "另有 {count} 个账号未列出",
  },
  asked: { en: "Asked after {start} at {provider}", zh: "{start} 后向 {provider} 发出请求" },
  answered: { en: "it answered within {time}", zh: "{time} 内应答" },
  failed: { en: "it failed within {time}", zh: "{time} 内失败" },
  running: { en: "how that ended is not known yet", zh: "结果未知" },
  completed: { en: "The answer was complete after {time}", zh: "{time} 后应答完成" },
  firstCame: { en: "first content after {time}", zh: "首字在 {time} 后到达" },
  endedBadly: { en: "It failed after {time} with status {status}", zh: "{time} 后失败，状态码 {status}" },
  left: { en: "The client left after {time}; nobody is to blame", zh: "{time} 后客户端断开，与账号无关" },
  stopped: { en: "Switchyard was stopped before it ended", zh: "请求结束前 Switchyard 被停止" },
  still: { en: "It has not ended yet", zh: "尚未结束" },
  used: {
    en: "Used {input} input and {output} output tokens for {cost}",
    zh: "使用 {input} 输入与 {output} 输出 Token，费用 {cost}",
  },
  usedUnpriced: {
    en: "Used {input} input and {output} output tokens; the model has no price",
    zh: "使用 {input} 输入与 {output} 输出 Token；该模型没有价格",
  },
  usedNothing: { en: "It used nothing: nobody was asked", zh: "没有用量：未向任何账号发出请求" },
  usedUnknown: { en: "What it used is not known", zh: "用量未知" },
  line: { en: "Time line", zh: "时间线" },
  lineLabel: { en: "Attempts over {time}", zh: "{time} 内的各次尝试" },
  firstMark: { en: "First content", zh: "首字" },
  candidates: { en: "Candidates considered", zh: "候选账号" },
  candidate: { en: "Account", zh: "账号" },
  reason: { en: "Verdict", zh: "结论" },
  chosen: { en: "chosen", zh: "选中" },
  usable: { en: "usable", zh: "可用" },
  until: { en: "until", zh: "直到" },
  priority: { en: "Priority", zh: "优先级" },
  short: { en: "5 h used", zh: "5 小时已用" },
  week: { en: "Week used", zh: "每周已用" },
  inFlight: { en: "In flight", zh: "进行中" },
  tokens: { en: "Tokens and cost", zh: "Token 与费用" },
  kind: { en: "Kind", zh: "类型" },
  count: { en: "Tokens", zh: "Token" },
  cost: { en: "Cost", zh: "费用" },
  input: { en: "Input", zh: "输入" },
  cached: { en: "From the prompt cache", zh: "读取提示缓存" },
  written: { en: "Written to the cache", zh: "写入缓存" },
  output: { en: "Output", zh: "输出" },
  reasoning: { en: "of it thinking", zh: "其中思考" },
  total: { en: "Total", zh: "合计" },
  started: { en: "Started", zh: "开始" },
  client: { en: "Client", zh: "客户端" },
  served: { en: "Served by", zh: "服务账号" },
  first: { en: "First content", zh: "首字时间" },
  took: { en: "Total", zh: "总耗时" },
  upstream: { en: "At upstreams", zh: "上游耗时" },
  key: { en: "Client key", zh: "客户端密钥" },
  showAll: { en: "All requests of {name}", zh: "{name} 的全部请求" },
  log: { en: "Its lines in the log", zh: "日志中的相关行" },
  transcript: { en: "Read the transcript", zh: "查看完整记录" },
  transcriptNone: { en: "No transcript of this request was kept", zh: "未保留该请求的完整记录" },
} as const satisfies Record<string, Text & { readonly one?: Text }>;

/** Why an account could not serve. */
export const EXCLUSIONS: Readonly<Record<string, Text>> = {
  already_tried: { en: "tried already", zh: "已尝试过" },
  paused: { en: "paused", zh: "已禁用" },
  rate_limited: { en: "told to slow down", zh: "被限速" },
  quota_exceeded: { en: "quota used up", zh: "配额用尽" },
  backing_off: { en: "resting after failures", zh: "失败后冷却中" },
  reauth_required: { en: "has to be signed in again", zh: "需要重新登录" },
  deactivated: { en: "closed by its upstream", zh: "已被上游停用" },
  model_refused: { en: "may not use this model", zh: "无权使用该模型" },
  model_rate_limited: { en: "slowed down with this model", zh: "该模型被限速" },
  model_exhausted: { en: "quota for this model used up", zh: "该模型配额用尽" },
  at_capacity: { en: "at its concurrency cap", zh: "已达并发上限" },
  gone: { en: "no longer there", zh: "已不存在" },
};

/** The rules of the choice as the gateway names them. */
export const RULES: Readonly<Record<string, Text>> = {
  "least weekly usage, then least 5-hour usage": {
    en: "least weekly usage, then least 5-hour usage",
    zh: "每周用量最少，其次 5 小时用量最少",
  },
  "earliest weekly reset in whole days, then least weekly usage": {
    en: "earliest weekly reset in whole days, then least weekly usage",
    zh: "每周重置最早（按整天），其次每周用量最少",
  },
  "least recently used": { en: "least recently used", zh: "最久未使用" },
  "most used first, to keep the others full": {
    en: "most used first, to keep the others full",
    zh: "优先用量最多的账号，让其他账号保持充足",
  },
  "the only usable account": { en: "the only usable account", zh: "唯一可用的账号" },
  "every usable account is at its concurrency cap": {
    en: "every usable account is at its concurrency cap",
    zh: "所有可用账号均已达并发上限",
  },
  "nobody else is left: asked before its pause after failures is over": {
    en: "nobody else is left: asked before its pause after failures is over",
    zh: "没有其他账号，提前结束失败后的冷却",
  },
  "every account's quota is used up": { en: "every account's quota is used up", zh: "所有账号配额均已用尽" },
  "no account is usable": { en: "no account is usable", zh: "没有可用的账号" },
  "named by the operator, to try it out": { en: "named by the operator, to try it out", zh: "由管理员指定测试" },
};

/** What ties a request to an account, where it is no name of a header or a member. */
export const TIES: Readonly<Record<string, Text>> = {
  "compacted history": { en: "compacted history", zh: "压缩过的历史" },
  "uploaded file": { en: "uploaded file", zh: "上传的文件" },
  "how the conversation opens": { en: "how the conversation opens", zh: "会话开头" },
};

/** Rules that name what tied the request to its account. */
export const TIE_RULES: readonly { readonly pattern: RegExp; readonly text: Text }[] = [
  {
    pattern: /^kept on its account by (?<by>.+)$/,
    text: { en: "kept on its account by {by}", zh: "由 {by} 固定在原账号" },
  },
  {
    pattern: /^only its owner can serve it \((?<by>.+)\): asked before its pause after failures is over$/,
    text: {
      en: "only its owner can serve it ({by}): asked before its pause after failures is over",
      zh: "只有原账号能服务（{by}），提前结束失败后的冷却",
    },
  },
  {
    pattern: /^only its owner can serve it \((?<by>.+)\)$/,
    text: { en: "only its owner can serve it ({by})", zh: "只有原账号能服务（{by}）" },
  },
  {
    pattern: /^its owner \((?<by>.+)\) cannot serve it: (?<why>.+)$/,
    text: { en: "its owner ({by}) cannot serve it: {why}", zh: "原账号（{by}）无法服务：{why}" },
  },
];
