// A verdict in words: the headline of the overview, and the window's title.

import { clockText, percentText, relativeText } from "../../lib/format.ts";
import { say, type Text } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import type { Finding, Verdict } from "./verdict.ts";

const TEXT = {
  allGood: { en: "All good", zh: "一切正常" },
  noAccounts: { en: "No accounts yet", zh: "还没有账号" },
  nobody: { en: "Nobody can serve", zh: "没有可用账号" },
  nobodyUntil: { en: "Nobody can serve until {time} ({relative})", zh: "{time}（{relative}）之前没有可用账号" },
  nobodyOf: { en: "{provider}: nobody can serve", zh: "{provider}：没有可用账号" },
  nobodyOfUntil: {
    en: "{provider}: nobody can serve until {time} ({relative})",
    zh: "{provider}：{time}（{relative}）之前没有可用账号",
  },
  failing: { en: "{percent} of the requests fail", zh: "{percent} 的请求失败" },
  needYou: {
    en: "{count} accounts need you",
    one: { en: "1 account needs you", zh: "1 个账号需要处理" },
    zh: "{count} 个账号需要处理",
  },
  runsDry: {
    en: "{provider} runs dry at {time} ({relative})",
    zh: "{provider} 将在 {time}（{relative}）用尽",
  },
  toLookAt: {
    en: "{count} things to look at",
    one: { en: "1 thing to look at", zh: "1 个事项需要查看" },
    zh: "{count} 个事项需要查看",
  },
} as const satisfies Record<string, Text & { readonly one?: Text }>;

export function headlineOf({ findings }: Verdict, now: number): string {
  const [worst] = findings;
  return worst === undefined ? say(TEXT.allGood) : findingText(worst, now);
}

export function findingText(finding: Finding, now: number): string {
  switch (finding.kind) {
    case "no_accounts":
      return say(TEXT.noAccounts);
    case "nobody_serves":
      return nobodyText(finding, now);
    case "accounts_need_you":
      return say(TEXT.needYou, { count: finding.count });
    case "failing":
      return say(TEXT.failing, { percent: percentText(finding.percent) });
    case "runs_dry":
      return say(TEXT.runsDry, { provider: providerName(finding.provider), ...timesOf(finding.at, now) });
    case "to_look_at":
      return say(TEXT.toLookAt, { count: finding.count });
  }
}

function nobodyText({ provider, backAt }: Extract<Finding, { kind: "nobody_serves" }>, now: number): string {
  const times = backAt === null ? {} : timesOf(backAt, now);
  if (provider === null) return say(backAt === null ? TEXT.nobody : TEXT.nobodyUntil, times);
  return say(backAt === null ? TEXT.nobodyOf : TEXT.nobodyOfUntil, { provider: providerName(provider), ...times });
}

function timesOf(at: number, now: number): { readonly time: string; readonly relative: string } {
  return { time: clockText(at, now), relative: relativeText(at, now) };
}
