// What the first steps say.

import type { Text } from "../../lib/i18n.ts";

export const TEXT = {
  title: { en: "First steps", zh: "快速上手" },
  note: {
    en: "Four steps, a few minutes: then your clients are served from your accounts.",
    zh: "共四步，只需几分钟，之后你的客户端即可由账号池提供服务。",
  },
  toOverview: { en: "To the overview", zh: "进入总览" },
  skip: { en: "Show the overview", zh: "跳过，查看总览" },
  done: { en: "Done", zh: "已完成" },

  password: { en: "Choose a password", zh: "设置密码" },
  passwordDone: { en: "Set. You are signed in.", zh: "已设置，你已登录。" },

  account: { en: "Add an account", zh: "添加账号" },
  accountNote: {
    en: "A ChatGPT, Claude, Gemini or other login, or an API key.",
    zh: "ChatGPT、Claude、Gemini 等登录账号，或 API 密钥。",
  },
  accountDone: {
    en: "{count} accounts joined: {providers}",
    one: { en: "1 account joined: {providers}", zh: "已添加 1 个账号：{providers}" },
    zh: "已添加 {count} 个账号：{providers}",
  },
  seeAccounts: { en: "See accounts", zh: "查看账号" },
  viewerCannot: { en: "The operator adds accounts.", zh: "只有管理员可以添加账号。" },
  oauth: { en: "Sign in at the provider", zh: "在供应商处登录" },
  oauthNote: {
    en: "In your browser, with a code, or by pasting the address it ends at.",
    zh: "可用浏览器、设备码，或粘贴最终跳转的地址。",
  },
  oauthAction: { en: "Sign in", zh: "登录" },
  upload: { en: "Upload files", zh: "上传文件" },
  uploadNote: {
    en: "What Codex CLI, Claude Code, CLIProxyAPI and others keep, e.g. ~/.codex/auth.json.",
    zh: "Codex CLI、Claude Code、CLIProxyAPI 等保存的文件，例如 ~/.codex/auth.json。",
  },
  uploadAction: { en: "Choose files", zh: "选择文件" },
  paste: { en: "Paste JSON", zh: "粘贴 JSON" },
  pasteNote: { en: "One account, a list of them, or one a line.", zh: "一个账号、账号列表，或每行一个。" },
  pasteLabel: { en: "Auth file as text", zh: "认证文件内容" },
  pasteAction: { en: "Add", zh: "添加" },
  apiKeys: { en: "Or enter an API key", zh: "或填写 API 密钥" },
  practice: { en: "Just trying it out?", zh: "只是想试用？" },
  practiceNote: {
    en: "This starts simulated upstreams, and a second gateway with practice accounts at {url}. Nothing leaves your computer. Run it in Switchyard's folder:",
    zh: "以下命令会启动模拟上游，以及位于 {url}、带有练习账号的第二个网关，数据不会离开你的电脑。请在 Switchyard 目录中运行：",
  },
  imported: { en: "joined", zh: "已添加" },
  updated: { en: "was there, and has new tokens", zh: "已存在，已更新令牌" },
  unchanged: { en: "was there already", zh: "已存在" },
  refused: { en: "not taken", zh: "未接受" },

  connect: { en: "Connect a client", zh: "接入客户端" },
  connectNote: { en: "Point it at this address: {url}", zh: "将客户端指向此地址：{url}" },
  client: { en: "Client", zh: "客户端" },
  oneCommand: { en: "One command, on the client's computer:", zh: "在客户端所在电脑上运行一条命令：" },
  byHand: { en: "Or by hand", zh: "或手动配置" },
  inFile: { en: "In {file}", zh: "写入 {file}" },
  inShell: { en: "In a terminal", zh: "在终端运行" },
  keyNeeded: {
    en: "This gateway wants a client key: make one, and put it in place of {placeholder}.",
    zh: "此网关需要客户端密钥：请创建一个，并替换 {placeholder}。",
  },
  keyFree: {
    en: "No client key is needed from this computer: anything will do in its place.",
    zh: "在本机使用无需客户端密钥，填写任意内容即可。",
  },
  makeKey: { en: "Make a client key", zh: "创建客户端密钥" },

  request: { en: "Ask something", zh: "发送第一个请求" },
  requestWaiting: {
    en: "Waiting for the first request. Ask your client something; it shows up here by itself.",
    zh: "正在等待第一个请求。请用客户端发送一条消息，结果会自动显示在这里。",
  },
  requestLater: { en: "Its arrival shows up here by itself.", zh: "请求到达后会自动显示在这里。" },
  arrived: { en: "The first request came through.", zh: "第一个请求已成功。" },
  arrivedBadly: { en: "The first request came, and failed.", zh: "第一个请求已到达，但失败了。" },
  answeredBy: { en: "{model}, answered by", zh: "{model}，服务账号：" },
  took: { en: "in {duration}", zh: "用时 {duration}" },
  story: { en: "Why this account? Read its story", zh: "为什么是这个账号？查看详情" },
  storyOfFailure: { en: "See what went wrong", zh: "查看失败原因" },
} as const satisfies Record<string, Text & { readonly one?: Text }>;
