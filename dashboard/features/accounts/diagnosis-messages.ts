// What the diagnosis of an account says: what is the matter, and what to do next.

import type { Text } from "../../lib/i18n.ts";

export const CONCLUSION_TEXT = {
  fine: { en: "It serves. Nothing is known against it.", zh: "可正常使用，没有发现问题。" },
  shaky: { en: "It serves, but its last requests failed.", zh: "可以使用，但最近的请求失败了。" },
  paused: { en: "It is disabled. Nothing but you brings it back.", zh: "已被禁用，只有你能恢复。" },
  paused_by_inspection: {
    en: "An inspection disabled it. While that is switched on, it enables it again once it sees it well.",
    zh: "巡检禁用了它；开启自动恢复时，发现恢复正常后会自动启用。",
  },
  rate_limited: {
    en: "The upstream asked to slow down. It comes back by itself, usually within minutes.",
    zh: "上游要求降低频率，通常几分钟内自行恢复。",
  },
  quota_exceeded: {
    en: "A quota window is used up. It comes back at the reset, or as soon as polling sees it free.",
    zh: "配额窗口已用尽，将在重置时或检测到可用时恢复。",
  },
  backing_off: {
    en: "It rests after failures in a row. It is tried again by itself.",
    zh: "连续失败后休息中，会自动重试。",
  },
  reauth_required: {
    en: "Its login is dead. Sign in again; it is well at once.",
    zh: "登录已失效，重新登录后立即恢复。",
  },
  key_refused: {
    en: "The upstream refuses its key: it was revoked, or is not what it should be.",
    zh: "上游拒绝该密钥：可能已被撤销或不正确。",
  },
  deactivated: {
    en: "The upstream closed the account or its workspace.",
    zh: "账号或其工作区被上游停用。",
  },
} as const satisfies Record<string, Text>;

export const NEXT_TEXT: Readonly<Record<keyof typeof CONCLUSION_TEXT, Text>> = {
  fine: {
    en: "Nothing. A test request shows whether it really serves.",
    zh: "无需处理。可发送测试请求，确认它确实可用。",
  },
  shaky: {
    en: "Read its last failures below, then send a test request: it goes through this very account and shows what the upstream answers.",
    zh: "查看下方最近的失败，再发送测试请求：它会通过该账号发出，并显示上游的回答。",
  },
  paused: {
    en: "Enable it when it shall serve again. Its history, quota and notes have stayed.",
    zh: "需要时重新启用即可。历史、配额和备注都还在。",
  },
  paused_by_inspection: {
    en: "Nothing. If you enable or disable it yourself, inspections leave that decision alone.",
    zh: "无需处理。若你自行启用或禁用，巡检会尊重你的决定。",
  },
  rate_limited: {
    en: "Wait: others serve meanwhile. Where it happens again and again, lower “Most requests at once” in its settings.",
    zh: "等待即可，其他账号会继续服务。若反复出现，请在设置中降低“最大并发”。",
  },
  quota_exceeded: {
    en: "Wait for the reset: others serve meanwhile. If the vendor gave quota back earlier, refresh the quota.",
    zh: "等待重置，其他账号会继续服务。若供应商已提前恢复配额，请刷新配额。",
  },
  backing_off: {
    en: "Read its last failures below. Do they speak of the network, look at its proxy in the settings; then send a test request.",
    zh: "查看下方最近的失败。若与网络有关，请检查设置中的代理，然后发送测试请求。",
  },
  reauth_required: {
    en: "Sign in again as the same account: its tokens are renewed in place, history and settings stay. A newer auth file that is uploaded with “Update the tokens” does the same.",
    zh: "用同一账号重新登录：凭证会就地更新，历史和设置保留。上传更新的认证文件并选择“更新凭证”也可以。",
  },
  key_refused: {
    en: "Make a new key at the vendor and add it, then delete this one. Keys of config.yaml are changed on the page Providers.",
    zh: "在供应商处创建新密钥并添加，然后删除此账号。config.yaml 中的密钥在“供应商”页面修改。",
  },
  deactivated: {
    en: "Settle it with the vendor, then sign in again or try it once more. Is it gone for good, disable or delete it.",
    zh: "请先与供应商解决，再重新登录或重试；若无法恢复，请禁用或删除。",
  },
};

export const DIAGNOSIS_TEXT = {
  conclusion: { en: "Conclusion", zh: "结论" },
  evidence: { en: "Evidence", zh: "依据" },
  whatToDo: { en: "What to do", zh: "怎么办" },
  closer: { en: "Look closer", zh: "进一步查看" },
  waiting: { en: "It waits in the action queue", zh: "在待处理队列中" },
  waitingNote: {
    en: "Seen {count} times, last",
    zh: "出现 {count} 次，最近",
    one: { en: "Seen", zh: "出现于" },
  },
  lastFailures: { en: "Its last failures", zh: "最近的失败" },
  noFailures: { en: "No failures are recorded.", zh: "没有失败记录。" },
  kind: { en: "Condition", zh: "状况" },
  code: { en: "Code", zh: "代码" },
  said: { en: "The upstream said", zh: "上游说明" },
  begun: { en: "Since", zh: "始于" },
  ends: { en: "Tried again", zh: "重试于" },
  never: { en: "not by itself", zh: "不会自行恢复" },
  inARow: { en: "Failures in a row", zh: "连续失败" },
  quotaSeen: { en: "Quota last seen", zh: "配额观测于" },
  tryAgain: { en: "Try it again", zh: "重试该账号" },
  addKey: { en: "Add a new key", zh: "添加新密钥" },
  openProviders: { en: "Open Providers", zh: "打开供应商" },
  openInspection: { en: "Inspect the accounts", zh: "巡检账号" },
  openQueue: { en: "Open the action queue", zh: "打开待处理" },
  openQuota: { en: "See its resets", zh: "查看重置时间" },
  openMonitoring: { en: "See its requests", zh: "查看它的请求" },
} as const satisfies Record<string, Text & { readonly one?: Text }>;
