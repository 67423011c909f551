// What the gateway says of a config.yaml that is wrong or odd, in both languages, as lib/sentence-messages.ts does.

import type { Sentence } from "./sentence-messages.ts";

export const CONFIG_SENTENCES: readonly Sentence[] = [
  { en: "expected {what}, found {found}", zh: "应为{what}，实际为 {found}" },
  { en: "{what}: did you mean '{name}'?", zh: "{what}，是否想写“{name}”？" },
  { en: "unknown key '{key}' (line {line})", zh: "未知的键“{key}”（第 {line} 行）" },
  { en: "unknown key (line {line})", zh: "未知的键（第 {line} 行）" },
  { en: "a whole number between {least} and {most}", zh: " {least} 到 {most} 之间的整数" },
  { en: "a number of seconds above 0, at most {most}", zh: "大于 0 且不超过 {most} 的秒数" },
  { en: "one of {names}", zh: "以下之一：{names}" },
  { en: "true or false", zh: " true 或 false" },
  { en: "text that is not empty", zh: "非空文本" },
  { en: "text", zh: "文本" },
  { en: "nothing", zh: "空" },
  { en: "a list", zh: "列表" },
  { en: "a mapping", zh: "映射" },
  { en: "a mapping of keys", zh: "键值映射" },
  { en: "a list of models", zh: "模型列表" },
  { en: "a list of names", zh: "名称列表" },
  { en: "a list of keys", zh: "密钥列表" },
  { en: "the path of a file", zh: "文件路径" },
  { en: "the path of a folder", zh: "文件夹路径" },
  { en: "an http or https URL without query", zh: "不带查询参数的 http 或 https 网址" },
  { en: "a postgres:// URL", zh: " postgres:// 网址" },
  {
    en: 'an http, https, socks5 or socks5h URL, "direct" or ""',
    zh: " http、https、socks5 或 socks5h 网址，“direct”或空",
  },
  { en: "an address to listen on, such as 127.0.0.1 or 0.0.0.0", zh: "监听地址，如 127.0.0.1 或 0.0.0.0" },
  { en: "an IP address or range, such as 10.0.0.7 or 10.0.0.0/8", zh: " IP 地址或网段，如 10.0.0.7 或 10.0.0.0/8" },
  { en: 'a key as text, in "quotes" where it is made of digits', zh: "文本形式的密钥；若全是数字，请加引号" },
  { en: "a number of US dollars, not below 0", zh: "不小于 0 的美元金额" },
  { en: "a number of US dollars", zh: "美元金额" },
  {
    en: "the indentation does not fit the lines above, or a [ or { is not closed",
    zh: "缩进与上文不符，或 [ 或 { 没有闭合",
  },
  { en: "a value cannot begin with this character; put it in quotes", zh: "值不能以该字符开头，请加引号" },
  {
    en: 'a mapping cannot begin here; is there a second ": " in the line? Put the value in quotes',
    zh: "此处不能开始映射；该行是否有第二个“: ”？请给值加引号",
  },
  { en: "the same key stands twice in one mapping; keep one of the two", zh: "同一映射中有重复的键，请只保留一个" },
  { en: "a closing quote, bracket or a ':' is missing", zh: "缺少右引号、右括号或“:”" },
  { en: "a key must stand on one line; is a ':' missing?", zh: "键必须写在一行内；是否缺少“:”？" },
  { en: "a tab is used for indentation; YAML wants spaces", zh: "缩进使用了制表符；YAML 要求使用空格" },
  {
    en: "something stands here that does not belong; is a quote, a ':' or an indentation wrong?",
    zh: "此处有多余内容；请检查引号、“:”或缩进",
  },
];
