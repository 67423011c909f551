// What the settings say: the page, routing, access.

import type { Text } from "../../lib/i18n.ts";

export const TEXT = {
  title: { en: "Settings", zh: "设置" },
  note: {
    en: "In force at once, and written into config.yaml with its comments kept.",
    zh: "立即生效，并写入 config.yaml，注释保持不变。",
  },
  readOnly: {
    en: "You are signed in as a viewer: you see the settings and change none.",
    zh: "你以只读身份登录：可查看设置，不能修改。",
  },
  operatorOnly: { en: "For the operator alone", zh: "仅限管理员" },
  operatorOnlyNote: {
    en: "The configuration holds secrets. Sign in with the operator's password to see it.",
    zh: "配置包含机密。请使用管理员密码登录查看。",
  },
  sections: { en: "Sections", zh: "分区" },
  routing: { en: "Routing", zh: "路由" },
  access: { en: "Access and import", zh: "访问与导入" },
  security: { en: "Security", zh: "安全" },
  storage: { en: "Storage", zh: "存储" },
  limits: { en: "Limits", zh: "限制" },
  look: { en: "Appearance", zh: "外观" },
  file: { en: "Configuration file", zh: "配置文件" },
  about: { en: "About", zh: "关于" },
  saved: { en: "Saved", zh: "已保存" },
  undo: { en: "Undo", zh: "撤销" },
  save: { en: "Save", zh: "保存" },
  reset: { en: "Undo changes", zh: "放弃更改" },
} as const satisfies Record<string, Text>;

export const ROUTING_TEXT = {
  strategy: { en: "Which account serves a request", zh: "由哪个账号处理请求" },
  strategyNote: {
    en: "Among those that can serve it. Bars show how much of a quota is used.",
    zh: "在可用账号中选择。条形表示配额已用比例。",
  },
  usage_weighted: { en: "Least used", zh: "用得最少" },
  usage_weightedNote: {
    en: "The account with the most quota left goes first, so that all are used evenly. Right for most.",
    zh: "剩余配额最多的账号优先，使各账号均匀使用。适合大多数情况。",
  },
  round_robin: { en: "In turn", zh: "轮流" },
  round_robinNote: {
    en: "The account that has waited longest goes next, whatever its quota. Spreads requests, not use.",
    zh: "等待最久的账号优先，不看配额。均分的是请求次数，而非用量。",
  },
  fill_first: { en: "One after the other", zh: "逐个用尽" },
  fill_firstNote: {
    en: "The most used account goes first until it is used up; the others stay full. Right where a reserve counts.",
    zh: "用得最多的账号优先，直至用尽；其余保持充足。适合需要储备的情况。",
  },
  finer: { en: "Finer points", zh: "细节" },
  sticky: { en: "Keep conversations on their account", zh: "会话固定在同一账号" },
  stickyNote: {
    en: "While that account can serve. Prompt caches keep hitting, which is faster and uses less quota.",
    zh: "在该账号可用期间保持。提示缓存持续命中，更快且更省配额。",
  },
  earlier: { en: "Use what expires first", zh: "先用即将重置的" },
  earlierNote: {
    en: "With “Least used”: accounts whose weekly quota resets sooner go first, in whole days. Less is left unused.",
    zh: "配合“用得最少”：每周配额更早重置的账号优先（按整天计），减少浪费。",
  },
  tryIt: { en: "Try another strategy on yesterday's traffic", zh: "用昨天的流量试试其他策略" },
  chosen: { en: "{name} is in force", zh: "已启用：{name}" },
} as const satisfies Record<string, Text>;

export const ACCESS_TEXT = {
  clients: { en: "Who may ask", zh: "谁可以使用" },
  keys: { en: "Every request needs a key", zh: "所有请求都需要密钥" },
  keysNote: {
    en: "Off: programs on this computer need none; all others always do.",
    zh: "关闭时：本机程序不需要密钥；其他来源始终需要。",
  },
  keysOnTitle: { en: "Ask everybody for a key?", zh: "要求所有请求提供密钥？" },
  keysOnNote: {
    en: "Programs on this computer that send none are refused from the next request on (401). {count} keys are active.",
    zh: "本机上未提供密钥的程序将从下一次请求起被拒绝（401）。当前有 {count} 个可用密钥。",
  },
  noKeys: {
    en: "There is no active key: nobody could use the gateway. Make one first.",
    zh: "当前没有可用密钥：任何人都无法使用网关。请先创建。",
  },
  keysOffTitle: { en: "Let this computer in without a key?", zh: "允许本机免密钥使用？" },
  keysOffNote: {
    en: "Every program and every user of this computer may then use the accounts. Others still need a key.",
    zh: "本机上的所有程序和用户都可使用账号。其他来源仍需密钥。",
  },
  turnOn: { en: "Require keys", zh: "要求密钥" },
  turnOff: { en: "Let it in", zh: "允许" },
  toKeys: { en: "Client keys", zh: "客户端密钥" },
  importing: { en: "Importing accounts", zh: "导入账号" },
  keepKnown: { en: "Keep accounts that are there already", zh: "保留已有账号" },
  keepKnownNote: {
    en: "On: importing a known account leaves it as it is. Off: such an import is refused, and asks whether to update.",
    zh: "开启：导入已有账号时保持原样。关闭：拒绝导入，并询问是否更新。",
  },
} as const satisfies Record<string, Text>;

export const LOOK_TEXT = {
  look: { en: "Appearance", zh: "外观" },
  lookNote: { en: "In this browser alone.", zh: "仅对此浏览器有效。" },
  theme: { en: "Theme", zh: "主题" },
  language: { en: "Language", zh: "语言" },
  mask: { en: "Hide identities", zh: "隐藏身份" },
  maskNote: {
    en: "E-mails and names become unrecognisable: for screenshots and shared screens.",
    zh: "邮箱和名称将不可辨认：适用于截图和共享屏幕。",
  },
} as const satisfies Record<string, Text>;

export const ABOUT_TEXT = {
  version: { en: "Version", zh: "版本" },
  dataDir: { en: "Data folder", zh: "数据目录" },
  configFile: { en: "Configuration", zh: "配置文件" },
  authDir: { en: "Auth files", zh: "认证文件" },
  address: { en: "Address", zh: "地址" },
  help: { en: "To read", zh: "文档" },
  api: { en: "The API of this dashboard, call by call", zh: "本控制台的 API 文档" },
  openapi: { en: "The same for programs (OpenAPI 3.1)", zh: "供程序使用（OpenAPI 3.1）" },
  docs: { en: "The manual is in the folder docs beside the program.", zh: "手册位于程序旁的 docs 目录。" },
  privacy: {
    en: "Nothing is sent anywhere but to the upstreams that you configured.",
    zh: "除你配置的上游外，不会向任何地方发送数据。",
  },
} as const satisfies Record<string, Text>;
