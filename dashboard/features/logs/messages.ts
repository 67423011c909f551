// What the logs page says.

import type { Text } from "../../lib/i18n.ts";

export const TEXT = {
  title: { en: "Logs", zh: "日志" },
  note: { en: "What the gateway says of its own doings. Times are yours.", zh: "网关自身的运行记录，时间为本地时间。" },
  tabs: { en: "Kind", zh: "类型" },
  log: { en: "Log", zh: "运行日志" },
  transcripts: { en: "Failed requests", zh: "失败请求记录" },
  level: { en: "Level", zh: "级别" },
  debug: { en: "All levels", zh: "全部级别" },
  info: { en: "Info and above", zh: "信息及以上" },
  warn: { en: "Warnings and errors", zh: "警告与错误" },
  error: { en: "Errors", zh: "仅错误" },
  search: { en: "Search the lines", zh: "搜索日志" },
  follow: { en: "Follow", zh: "跟随" },
  download: { en: "Download", zh: "下载" },
  lines: { en: "{count} of {all} lines", zh: "{all} 行中的 {count} 行" },
  off: { en: "The log is not kept in a file", zh: "日志未写入文件" },
  offNote: {
    en: "Until then it goes to the standard output alone. Turned on, it is written to logs/main.log in the data folder, within the size that is set for logs.",
    zh: "目前日志只输出到标准输出。开启后会写入数据目录的 logs/main.log，并受日志总大小限制。",
  },
  turnOn: { en: "Keep the log in a file", zh: "将日志写入文件" },
  turnedOn: { en: "The log is kept from now on", zh: "日志已开始写入文件" },
  wasOff: {
    en: "The log is not kept in a file just now: these are older lines.",
    zh: "当前未写入文件，以下为较早的日志。",
  },
  none: { en: "Nothing has been logged yet", zh: "还没有日志" },
  noneNote: { en: "Lines appear here as they are written.", zh: "写入后会显示在这里。" },
  noneFound: { en: "No line fits", zh: "没有符合条件的日志" },
  noneFoundNote: { en: "Choose a lower level or other words.", zh: "请选择更低的级别或更换关键词。" },
  story: { en: "Story of {id}", zh: "{id} 的详情" },
  viewer: { en: "Logs are for operators", zh: "仅管理员可查看日志" },
  viewerNote: {
    en: "They name accounts and keys. Sign in with the operator's password to read them.",
    zh: "日志包含账号与密钥名称，请使用管理员密码登录查看。",
  },
  noTranscripts: { en: "No failed request was kept", zh: "没有保留失败请求" },
  noTranscriptsNote: {
    en: "When a request fails, what was asked and answered is kept here, secrets left out, the newest ones only.",
    zh: "请求失败时，往来内容会保留在这里（不含密钥），仅保留最新的若干条。",
  },
  ofAll: {
    en: "A transcript of every request is kept: failed ones are found in their story, under Monitoring.",
    zh: "当前保留所有请求的完整记录，失败请求请在“监控”的详情中查看。",
  },
  transcript: { en: "Transcript", zh: "完整记录" },
  read: { en: "Read the transcript of {id}", zh: "查看 {id} 的完整记录" },
  toStory: { en: "Its story", zh: "请求详情" },
  downloadWhole: { en: "Download", zh: "下载" },
  cutOff: { en: "{size} more: download it to read on.", zh: "另有 {size}，请下载后查看。" },
  file: { en: "Request", zh: "请求" },
  when: { en: "Written", zh: "写入时间" },
  size: { en: "Size", zh: "大小" },
  save: { en: "Download the transcript of {id}", zh: "下载 {id} 的完整记录" },
} as const satisfies Record<string, Text>;
