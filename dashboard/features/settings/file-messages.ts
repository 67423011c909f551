// What the storage, the limits and the configuration file say.

import type { Text } from "../../lib/i18n.ts";

export const STORAGE_TEXT = {
  size: { en: "Size on disk", zh: "占用空间" },
  outlook: {
    en: "at this pace {records} and {size} after {days} days",
    zh: "按当前速度，{days} 天后约 {records} 条、{size}",
  },
  free: { en: "{size} of it is free to be used again", zh: "其中 {size} 可供后续使用" },
  records: { en: "Request records", zh: "请求记录" },
  oldest: { en: "Oldest", zh: "最早" },
  pruned: { en: "Last cleaned", zh: "上次清理" },
  notYet: { en: "Not since the start", zh: "启动后尚未清理" },
  database: { en: "Database", zh: "数据库" },
  prune: { en: "Clean up", zh: "清理" },
  pruneNote: {
    en: "Happens hourly by itself. Here you can let go of more at once; sums of usage stay in any case.",
    zh: "每小时自动清理。在此可立即清理更多；用量汇总始终保留。",
  },
  olderThan: { en: "Records older than, days", zh: "早于多少天的记录" },
  olderWrong: { en: "A number of days, 0 for all", zh: "天数，0 表示全部" },
  pruneTitle: { en: "Delete records older than {days} days?", zh: "删除 {days} 天以前的记录？" },
  pruneAllTitle: { en: "Delete all request records?", zh: "删除全部请求记录？" },
  pruneConfirm: {
    en: "They cannot be brought back. Sums of usage by day, model and key stay.",
    zh: "无法恢复。按天、模型和密钥的用量汇总会保留。",
  },
  done: { en: "{records} records removed, {size} given back", zh: "已删除 {records} 条记录，释放 {size}" },
  retention: { en: "How long things are kept", zh: "保留时间" },
} as const satisfies Record<string, Text>;

export const LIMIT_TEXT = {
  waiting: { en: "Waiting", zh: "等待时间" },
  waitingNote: {
    en: "Each ends in an honest error in the client's own form.",
    zh: "超时后以客户端自身格式返回明确的错误。",
  },
  trying: { en: "Trying and sharing", zh: "重试与分配" },
  byDefault: { en: "Default: {value}", zh: "默认：{value}" },
  number: { en: "A number, or nothing for the default", zh: "数字，或留空使用默认值" },
  "connect-timeout-seconds": { en: "Connection to an upstream, seconds", zh: "连接上游（秒）" },
  "first-byte-timeout-seconds": { en: "First byte of an answer, seconds", zh: "首字节（秒）" },
  "stream-idle-timeout-seconds": { en: "Silence in mid-answer, seconds", zh: "响应中途静默（秒）" },
  "keepalive-seconds": { en: "Silence before a keep-alive, seconds", zh: "发送保活前的静默（秒）" },
  "shutdown-grace-seconds": { en: "Running streams when stopping, seconds", zh: "停止时等待进行中的流（秒）" },
  "request-retry": { en: "Further attempts after a failure", zh: "失败后的重试次数" },
  "routing.account-concurrency": { en: "Requests at once on an account, 0: any", zh: "单账号并发（0 为不限）" },
  "routing.session-ttl-seconds": { en: "A conversation keeps its account, seconds", zh: "会话固定时长（秒）" },
  "quota-poll-seconds": { en: "Ask for quotas every, seconds", zh: "查询配额间隔（秒）" },
  "max-body-bytes": { en: "Largest request body, bytes", zh: "最大请求体（字节）" },
  "retention.records-days": { en: "Request records, days", zh: "请求记录（天）" },
  "retention.samples-days": { en: "Quota samples, days", zh: "配额采样（天）" },
  "retention.audit-days": { en: "Audit of changes, days", zh: "变更审计（天）" },
} as const satisfies Record<string, Text>;

export const FILE_TEXT = {
  note: {
    en: "Checked before a byte is written. It holds secrets: mind who looks on.",
    zh: "写入前先校验。文件包含机密，请注意周围。",
  },
  text: { en: "Text of config.yaml", zh: "config.yaml 的内容" },
  check: { en: "Check", zh: "检查" },
  review: { en: "Review and save", zh: "查看差异并保存" },
  drop: { en: "Drop my changes", zh: "放弃更改" },
  fine: { en: "No problems. {count} keys would change.", zh: "没有问题。将更改 {count} 个键。" },
  unchanged: { en: "No problems, and nothing would change.", zh: "没有问题，也没有变化。" },
  problems: { en: "{count} problems: nothing is saved until they are mended", zh: "{count} 个问题：修正后才能保存" },
  warnings: { en: "Odd, but no obstacle", zh: "可疑但不影响保存" },
  inForce: { en: "The file on disk is not in force:", zh: "磁盘上的文件未生效：" },
  at: { en: "Line {line}", zh: "第 {line} 行" },
  whole: { en: "The file", zh: "整个文件" },
  elsewhere: { en: "The file has been changed elsewhere meanwhile.", zh: "文件已在别处被修改。" },
  takeTheirs: { en: "Read it again and drop mine", zh: "重新读取并放弃我的更改" },
  reviewTitle: { en: "What will change", zh: "将要更改的内容" },
  changedKeys: { en: "Keys with another value", zh: "值有变化的键" },
  noKeys: { en: "No value changes: comments or order alone.", zh: "值没有变化：仅注释或顺序。" },
  restart: { en: "These wait for the next start: {keys}", zh: "以下更改在下次启动后生效：{keys}" },
  restartNow: { en: "Waiting for the next start of Switchyard: {keys}", zh: "等待下次启动后生效：{keys}" },
  save: { en: "Save config.yaml", zh: "保存 config.yaml" },
  saved: { en: "config.yaml is saved and in force", zh: "config.yaml 已保存并生效" },
  diff: { en: "Difference", zh: "差异" },
  added: { en: "added", zh: "新增" },
  removed: { en: "removed", zh: "删除" },
  skipped: { en: "{count} lines as they are", zh: "{count} 行未变" },
} as const satisfies Record<string, Text>;
