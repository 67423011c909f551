// What was done to an account and by whom, in words; the code of the audit is on hover.

import type { Text } from "../../lib/i18n.ts";

export const ACTION_TEXT: Readonly<Record<string, Text>> = {
  "account.batch": { en: "Changed together with others", zh: "与其他账号一起修改" },
  "account.delete": { en: "Deleted", zh: "删除" },
  "account.edit": { en: "Settings changed", zh: "修改设置" },
  "account.export": { en: "Auth file downloaded", zh: "下载认证文件" },
  "account.import": { en: "Taken in", zh: "导入" },
  "account.pause": { en: "Disabled", zh: "禁用" },
  "account.probe": { en: "Test request sent", zh: "发送测试请求" },
  "account.reactivate": { en: "Enabled", zh: "启用" },
  "account.refresh_quota": { en: "Quota read anew", zh: "刷新配额" },
  "account.refresh_token": { en: "Login refreshed", zh: "刷新登录凭证" },
  "account.reset_cooldown": { en: "Rest ended", zh: "结束冷却" },
  "action_queue.act": { en: "Acted on in the queue", zh: "在待处理中操作" },
  "inspection.apply": { en: "Suggestion of an inspection applied", zh: "执行巡检建议" },
  "login.start": { en: "Sign-in begun", zh: "开始登录" },
  "provider_key.edit": { en: "Key changed", zh: "修改密钥" },
  "provider_key.remove": { en: "Key taken out", zh: "移除密钥" },
};

export const ACTOR_TEXT = {
  operator: { en: "operator", zh: "管理员" },
  viewer: { en: "viewer", zh: "只读用户" },
  management_key: { en: "management key", zh: "管理密钥" },
  command_line: { en: "command line", zh: "命令行" },
  nobody: { en: "nobody signed in", zh: "未登录者" },
} as const satisfies Record<string, Text>;
