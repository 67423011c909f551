// What the list of accounts says. The drawer and the dialogs have catalogues of their own beside it.

import type { Text } from "../../lib/i18n.ts";
import type { AccountFilterName, AccountSort } from "./accounts-search.ts";
import type { Standing } from "./account-standing.ts";
import type { Wish } from "./wishes.ts";

export const TEXT = {
  title: { en: "Accounts", zh: "账号" },
  note: {
    en: "Who is in the pool, how each is doing, and what you say of it.",
    zh: "池中有哪些账号、状态如何、你怎样设置它们。",
  },
  refresh: { en: "Refresh", zh: "刷新" },
  paste: { en: "Paste JSON", zh: "粘贴 JSON" },
  upload: { en: "Upload files", zh: "上传文件" },
  signIn: { en: "Sign in", zh: "登录账号" },
  all: { en: "All", zh: "全部" },
  providers: { en: "Providers", zh: "供应商" },
  search: {
    en: "Search name, file, note, plan, id… * stands for anything",
    zh: "搜索名称、文件、备注、套餐、编号… * 代表任意内容",
  },
  searchLabel: { en: "Search accounts", zh: "搜索账号" },
  status: { en: "Status", zh: "状态" },
  plan: { en: "Plan", zh: "套餐" },
  sort: { en: "Sort by", zh: "排序" },
  pageSize: { en: "Accounts per page", zh: "每页账号数" },
  perPage: { en: "{count} per page", zh: "每页 {count} 个" },
  allOnOne: { en: "All on one page", zh: "全部在一页" },
  anyStatus: { en: "Any status", zh: "任何状态" },
  anyPlan: { en: "Any plan", zh: "任何套餐" },
  rising: { en: "Rising order", zh: "升序" },
  falling: { en: "Falling order", zh: "降序" },
  asTable: { en: "Show as a table", zh: "表格显示" },
  asCards: { en: "Show as cards", zh: "卡片显示" },
  shown: { en: "{shown} of {count} accounts", zh: "显示 {shown} / {count} 个账号" },
  page: { en: "Page {page} of {pages}", zh: "第 {page} / {pages} 页" },
  previous: { en: "Previous page", zh: "上一页" },
  next: { en: "Next page", zh: "下一页" },
  account: { en: "Account", zh: "账号" },
  state: { en: "State", zh: "状态" },
  windows: { en: "Left in its windows", zh: "窗口余量" },
  health: { en: "Recent requests", zh: "近期请求" },
  said: { en: "Priority and note", zh: "优先级与备注" },
  actions: { en: "Actions", zh: "操作" },
  select: { en: "Select {name}", zh: "选择 {name}" },
  selectPage: { en: "Select this page", zh: "选择本页" },
  openAccount: { en: "Open {name}", zh: "打开 {name}" },
  enabledLabel: { en: "{name} is enabled", zh: "{name} 已启用" },
  more: { en: "More for {name}", zh: "{name} 的更多操作" },
  copyIndex: { en: "Copy auth_index", zh: "复制 auth_index" },
  indexCopied: { en: "auth_index copied", zh: "已复制 auth_index" },
  inConfig: { en: "in config.yaml", zh: "在 config.yaml 中" },
  pausedByInspection: { en: "Disabled by inspection", zh: "巡检已禁用" },
  inFlight: { en: "{count} running", zh: "{count} 个进行中" },
  neverUsed: { en: "Not used yet", zh: "尚未使用" },
  used: { en: "used", zh: "使用于" },
  noTraffic: { en: "Nothing in the last hours", zh: "最近几小时没有请求" },
  traffic: { en: "{good} succeeded, {bad} failed in {hours} h", zh: "{hours} 小时内成功 {good}，失败 {bad}" },
  tick: { en: "{time}: {good} succeeded, {bad} failed", zh: "{time}：成功 {good}，失败 {bad}" },
  noWindows: { en: "This upstream tells no windows", zh: "上游不提供窗口数据" },
  notSeen: { en: "Not asked yet", zh: "尚未查询" },
  resets: { en: "resets", zh: "重置于" },
  priority: { en: "Priority {value}", zh: "优先级 {value}" },
  project: { en: "Project {value}", zh: "项目 {value}" },
  prefix: { en: "Prefix {value}", zh: "前缀 {value}" },
  test: { en: "Send a test request", zh: "发送测试请求" },
  testShort: { en: "Test", zh: "测试" },
  edit: { en: "Edit settings", zh: "编辑设置" },
  models: { en: "Models", zh: "模型" },
  addresses: { en: "Client addresses", zh: "客户端地址" },
  enable: { en: "Enable", zh: "启用" },
  disable: { en: "Disable", zh: "禁用" },
  restore: { en: "End the rest now", zh: "立即结束冷却" },
  refreshQuota: { en: "Refresh quota", zh: "刷新配额" },
  refreshToken: { en: "Refresh login", zh: "刷新登录凭证" },
  signInAgain: { en: "Sign in again", zh: "重新登录" },
  download: { en: "Download auth file", zh: "下载认证文件" },
  delete: { en: "Delete…", zh: "删除…" },
  showRequests: { en: "Its requests", zh: "它的请求" },
  showQuota: { en: "Its quota", zh: "它的配额" },
  none: { en: "No accounts yet", zh: "还没有账号" },
  noneNote: {
    en: "Sign in with a provider, upload auth files, or paste one. To try things out first, run `switchyard sandbox`.",
    zh: "登录供应商账号、上传认证文件或直接粘贴。想先试用，可运行 `switchyard sandbox`。",
  },
  noMatch: { en: "No account matches", zh: "没有符合条件的账号" },
  noMatchNote: { en: "Other words or fewer filters may find it.", zh: "换个词或减少筛选条件试试。" },
  clearFilters: { en: "Clear filters", zh: "清除筛选" },
  broken: {
    en: "{count} auth files hold no account",
    zh: "{count} 个认证文件中没有账号",
    one: { en: "One auth file holds no account", zh: "1 个认证文件中没有账号" },
  },
  brokenNote: {
    en: "Mend them in the folder auths/, or upload a good copy. They are read again as soon as they change.",
    zh: "请在 auths/ 文件夹中修正，或上传正确的副本；文件一改动就会重新读取。",
  },
  undo: { en: "Undo", zh: "撤销" },
  working: {
    en: "Working on {count} accounts…",
    zh: "正在处理 {count} 个账号…",
    one: { en: "Working…", zh: "处理中…" },
  },
  workingOn: { en: "{done} of {count} done…", zh: "已完成 {done} / {count}…" },
  partlyDone: { en: "{done} done, {failed} failed: {reason}", zh: "完成 {done}，失败 {failed}：{reason}" },
  selected: { en: "{count} selected", zh: "已选 {count} 个" },
  selection: { en: "Selection", zh: "选择" },
  selectFiltered: { en: "Select all {count} that match", zh: "选择全部 {count} 个符合条件的" },
  selectThese: { en: "Select the {count} on this page", zh: "选择本页的 {count} 个" },
  invert: { en: "Invert", zh: "反选" },
  clearSelection: { en: "Clear selection", zh: "取消选择" },
  batchEdit: { en: "Edit", zh: "编辑" },
  export: { en: "Export", zh: "导出" },
  deleteShort: { en: "Delete", zh: "删除" },
  batchMore: { en: "More for the selection", zh: "对所选的更多操作" },
} as const satisfies Record<string, Text & { readonly one?: Text }>;

export const STANDING_TEXT: Readonly<Record<Standing, Text>> = {
  usable: { en: "Serving", zh: "可用" },
  resting: { en: "Resting", zh: "冷却中" },
  needs_you: { en: "Needs you", zh: "需要处理" },
  paused: { en: "Disabled", zh: "已禁用" },
};

export const FILTER_TEXT: Readonly<Record<AccountFilterName, Text>> = {
  ...STANDING_TEXT,
  problem: { en: "Problems only", zh: "仅看有问题" },
  low: { en: "Nearly used up", zh: "即将用尽" },
  rate_limited: { en: "Slowed down", zh: "被限速" },
  quota_exceeded: { en: "Quota used up", zh: "配额用尽" },
  reauth_required: { en: "Login is dead", zh: "登录失效" },
  deactivated: { en: "Closed by the upstream", zh: "被上游停用" },
};

export const SORT_TEXT: Readonly<Record<AccountSort, Text>> = {
  name: { en: "Name", zh: "名称" },
  problem: { en: "Urgency", zh: "紧急程度" },
  plan: { en: "Plan", zh: "套餐" },
  priority: { en: "Priority", zh: "优先级" },
  note: { en: "Note", zh: "备注" },
  last_used: { en: "Last used", zh: "最近使用" },
  primary: { en: "Left, short window", zh: "短窗口余量" },
  secondary: { en: "Left, week", zh: "周窗口余量" },
  reset: { en: "Next reset", zh: "下次重置" },
};

/** Plans that no vendor has named. */
/** What is the matter, in two words. */
export const PROBLEM_TEXT = {
  rate_limited: FILTER_TEXT.rate_limited,
  quota_exceeded: FILTER_TEXT.quota_exceeded,
  backing_off: { en: "Rests after failures", zh: "失败后冷却" },
  reauth_required: FILTER_TEXT.reauth_required,
  deactivated: FILTER_TEXT.deactivated,
} as const satisfies Record<string, Text>;

export const DONE_TEXT: Readonly<Record<Wish["action"], Text & { readonly one: Text }>> = {
  pause: {
    en: "{count} accounts disabled",
    zh: "已禁用 {count} 个账号",
    one: { en: "Account disabled", zh: "账号已禁用" },
  },
  reactivate: {
    en: "{count} accounts enabled",
    zh: "已启用 {count} 个账号",
    one: { en: "Account enabled", zh: "账号已启用" },
  },
  delete: {
    en: "{count} accounts deleted",
    zh: "已删除 {count} 个账号",
    one: { en: "Account deleted", zh: "账号已删除" },
  },
  edit: {
    en: "{count} accounts changed",
    zh: "已修改 {count} 个账号",
    one: { en: "Settings saved", zh: "设置已保存" },
  },
  append_note: {
    en: "Noted for {count} accounts",
    zh: "已为 {count} 个账号添加备注",
    one: { en: "Noted", zh: "已添加备注" },
  },
  reset_cooldown: {
    en: "{count} accounts may serve again",
    zh: "{count} 个账号可再次使用",
    one: { en: "The account may serve again", zh: "账号可再次使用" },
  },
  refresh_token: {
    en: "{count} logins refreshed",
    zh: "已刷新 {count} 个登录凭证",
    one: { en: "Login refreshed", zh: "登录凭证已刷新" },
  },
  refresh_quota: {
    en: "Quota of {count} accounts read anew",
    zh: "已重新读取 {count} 个账号的配额",
    one: { en: "Quota read anew", zh: "配额已重新读取" },
  },
};
