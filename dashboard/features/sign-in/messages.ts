// What the way in says.

import type { Text } from "../../lib/i18n.ts";

export const TEXT = {
  signIn: { en: "Sign in", zh: "登录" },
  signInNote: { en: "With the operator's or the viewers' password.", zh: "使用管理员密码或只读密码。" },
  password: { en: "Password", zh: "密码" },
  forgotten: { en: "Forgotten?", zh: "忘记密码？" },
  forgottenHow: {
    en: "On the computer that Switchyard runs on, this sets a new one:",
    zh: "在运行 Switchyard 的电脑上执行以下命令，即可设置新密码：",
  },
  setUp: { en: "Welcome to Switchyard", zh: "欢迎使用 Switchyard" },
  setUpNote: {
    en: "Choose a password for this dashboard. You are its operator from then on.",
    zh: "请为此控制台设置密码。设置后，你就是管理员。",
  },
  newPassword: { en: "New password", zh: "新密码" },
  passwordHelp: { en: "8 to 256 characters of any kind.", zh: "8 到 256 个字符，种类不限。" },
  again: { en: "The same again", zh: "再次输入" },
  token: { en: "Bootstrap token", zh: "引导令牌" },
  tokenHelp: {
    en: "You are not on the computer itself, so prove that it is yours: Switchyard printed the token in its terminal when it started (bootstrap_...).",
    zh: "你不是在本机访问，因此需要证明这台网关属于你：Switchyard 启动时在终端打印了该令牌（bootstrap_...）。",
  },
  setPassword: { en: "Set the password", zh: "设置密码" },
  code: { en: "Code", zh: "验证码" },
  codeTitle: { en: "One more step", zh: "还差一步" },
  codeNote: {
    en: "The six digits that your authenticator app shows now.",
    zh: "请输入身份验证器应用当前显示的六位数字。",
  },
  confirm: { en: "Confirm", zh: "确认" },
  startAgain: { en: "Use another password", zh: "换一个密码登录" },
  wait: { en: "Try again in {seconds} s", zh: "请在 {seconds} 秒后重试" },
  tooShort: { en: "At least 8 characters", zh: "至少 8 个字符" },
  different: { en: "The two are not the same", zh: "两次输入不一致" },
  missing: { en: "Needed", zh: "必填" },
  sixDigits: { en: "Six digits", zh: "需要六位数字" },
  wrongPassword: { en: "The password is wrong.", zh: "密码错误。" },
  wrongToken: {
    en: "This is not the token that Switchyard printed when it last started.",
    zh: "这不是 Switchyard 最近一次启动时打印的令牌。",
  },
  wrongCode: {
    en: "The code is wrong, too old, or was used already. Wait for the next one.",
    zh: "验证码错误、已过期或已使用。请等待下一个验证码。",
  },
  tooMany: {
    en: "Too many tries from this address. For a minute nobody gets in from here, the right password neither.",
    zh: "该地址尝试次数过多。一分钟内即使密码正确也无法登录。",
  },
  alreadySet: {
    en: "Somebody has set the password in the meantime. Sign in with it.",
    zh: "密码已被设置。请使用该密码登录。",
  },
  unreachable: { en: "The gateway cannot be reached.", zh: "无法连接网关。" },
} as const satisfies Record<string, Text>;
