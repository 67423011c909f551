// Findings, suggestions and reasons as people read them, and how grave each is.

import type { LucideIcon } from "lucide-react";
import { BatteryLow, CircleCheck, CircleHelp, CircleX, CloudOff, Hourglass, LogIn, Turtle, UserX } from "lucide-react";

import type { Text } from "../../lib/i18n.ts";
import type { Tone } from "../../ui/badge.tsx";
import type { Finding, Reason, Suggestion } from "./inspection-query.ts";

interface Look {
  readonly text: Text;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** The gravest first. */
export const FINDING_LOOKS: Readonly<Record<Finding, Look>> = {
  deactivated_workspace: { text: { en: "Workspace closed", zh: "工作区已停用" }, tone: "bad", icon: CircleX },
  deactivated: { text: { en: "Account closed", zh: "账号已停用" }, tone: "bad", icon: UserX },
  reauth: { text: { en: "Signed out", zh: "登录失效" }, tone: "bad", icon: LogIn },
  cooling: { text: { en: "Cooling down", zh: "冷却中" }, tone: "warn", icon: Hourglass },
  exhausted: { text: { en: "Used up", zh: "额度用尽" }, tone: "warn", icon: BatteryLow },
  rate_limited: { text: { en: "Slowed down", zh: "被限速" }, tone: "warn", icon: Turtle },
  unreachable: { text: { en: "Not reached", zh: "无法连接" }, tone: "warn", icon: CloudOff },
  unknown: { text: { en: "Not known", zh: "未知" }, tone: "plain", icon: CircleHelp },
  healthy: { text: { en: "Healthy", zh: "正常" }, tone: "good", icon: CircleCheck },
};

export const SUGGESTION_TEXT: Readonly<Record<Suggestion, Text>> = {
  keep: { en: "Leave it", zh: "保持不变" },
  disable: { en: "Disable", zh: "禁用" },
  enable: { en: "Enable", zh: "启用" },
  relogin: { en: "Sign in again", zh: "重新登录" },
  delete: { en: "Delete", zh: "删除" },
  reset_cooldown: { en: "End the rest", zh: "结束冷却" },
};

export const REASON_TEXT: Readonly<Record<Reason, Text>> = {
  works: { en: "It answers, and there is room.", zh: "上游有响应，且仍有额度。" },
  works_but_paused: { en: "It would work; you have disabled it.", zh: "可以正常工作；由你禁用。" },
  works_again_paused_by_inspection: {
    en: "It works again; an inspection had disabled it.",
    zh: "已恢复正常；此前由巡检禁用。",
  },
  nothing_to_ask: {
    en: "Its upstream tells no quota. A small test request would tell more.",
    zh: "上游不提供额度信息。可通过小额测试请求了解更多。",
  },
  rests_until_reset: {
    en: "Its quota is used up. It rests by itself until the reset.",
    zh: "额度已用尽，会自动冷却到重置。",
  },
  rests_a_moment: { en: "It rests after a refusal and comes back by itself.", zh: "被拒后短暂冷却，会自行恢复。" },
  rests_without_need: {
    en: "It rests, though its upstream says that it would serve.",
    zh: "正在冷却，但上游表示可以服务。",
  },
  above_limit: { en: "Its weekly quota is used further than you want it to be.", zh: "每周用量超过你设定的上限。" },
  login_dead: {
    en: "Its login is no longer accepted; only signing in again helps.",
    zh: "登录已失效，只能重新登录。",
  },
  key_refused: {
    en: "Its key is no longer accepted. Put a new one in its place.",
    zh: "密钥已失效，请更换新的密钥。",
  },
  account_closed: { en: "Its upstream has closed the account.", zh: "上游已停用该账号。" },
  workspace_closed: { en: "Its workspace has been closed.", zh: "所属工作区已停用。" },
  told_to_slow_down: {
    en: "Its upstream asked for fewer questions. That says nothing of the account.",
    zh: "上游要求放慢查询，这与账号状况无关。",
  },
  not_reached: {
    en: "Its upstream could not be reached or failed. That says nothing of the account.",
    zh: "上游无法连接或出错，这与账号状况无关。",
  },
  refused_without_cause: {
    en: "Its upstream refused without a reason that is known.",
    zh: "上游拒绝了查询，原因不明。",
  },
};

export const FINDING_ORDER = Object.keys(FINDING_LOOKS) as readonly Finding[];
