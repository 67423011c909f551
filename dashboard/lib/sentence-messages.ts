// Sentences of the gateway that come without a code, in both languages. The English is the gateway's own, word by word, with its
// facts as gaps; test/laws/gateway-sentences.test.ts finds those that it says no longer.

/** A text of the catalogue (lib/i18n.ts), without what needs a browser. */
export interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const SENTENCES: readonly Sentence[] = [
  // Sign-ins that vendors have ended, and what has to be configured first.
  {
    en: "Qwen ended this login in April 2026; it works for those alone to whom it is still open.",
    zh: "Qwen 已于 2026 年 4 月停止此登录，仅对仍获准的账号有效。",
  },
  {
    en: "iFlow ended this login in April 2026; it works for those alone to whom it is still open.",
    zh: "iFlow 已于 2026 年 4 月停止此登录，仅对仍获准的账号有效。",
  },
  {
    en: "Google ended this login for individuals in June 2026; it works for company and licensed accounts alone.",
    zh: "Google 已于 2026 年 6 月对个人停止此登录，仅对企业和获授权的账号有效。",
  },
  {
    en: "Set {key} in config.yaml: it is public, in the bundle of npm's {bundle} and in CLIProxyAPI's {file}.",
    zh: "请在 config.yaml 中设置 {key}：它是公开的，见 npm 的 {bundle} 和 CLIProxyAPI 的 {file}。",
  },
  {
    en: "Set {key} in config.yaml: it is public, in the bundle of npm's {bundle}.",
    zh: "请在 config.yaml 中设置 {key}：它是公开的，见 npm 的 {bundle}。",
  },
  {
    en: "Set {key} in config.yaml: it is public, in the {name} program and in CLIProxyAPI's {file}.",
    zh: "请在 config.yaml 中设置 {key}：它是公开的，见 {name} 程序和 CLIProxyAPI 的 {file}。",
  },
  // How a sign-in ended.
  { en: "Timeout waiting for OAuth callback", zh: "等待登录回调超时" },
  { en: "the code was not confirmed in time; start again", zh: "未在限定时间内确认设备码，请重新开始" },
  { en: "the sign-in page refused: {reason}", zh: "登录页拒绝：{reason}" },
  { en: "no code came back", zh: "没有返回授权码" },
  {
    en: "another account signed in ({who}); nothing was changed: sign in as the one it was begun for",
    zh: "登录的是另一个账号（{who}），未作任何改动：请用发起时的账号登录",
  },
  {
    en: "the sign-in succeeded, but the account could not be kept: {reason}",
    zh: "登录成功，但账号未能保存：{reason}",
  },
  { en: "the sign-in failed unexpectedly; the log tells more", zh: "登录意外失败，详情见日志" },
  {
    en: "{place} could not be reached ({code}); check the network, proxy-url and upstreams",
    zh: "无法连接 {place}（{code}）；请检查网络、proxy-url 和 upstreams",
  },
  { en: "given up for newer sign-ins", zh: "已让位给更新的登录" },
  { en: "cancelled", zh: "已取消" },
  // What is the matter with an auth file, and what became of an import.
  { en: "it is empty", zh: "内容为空" },
  { en: "it is not valid JSON", zh: "不是有效的 JSON" },
  { en: "it holds no JSON object", zh: "其中没有 JSON 对象" },
  { en: "it holds no accounts", zh: "其中没有账号" },
  { en: "it holds an empty list", zh: "其中是空列表" },
  { en: "it is larger than 10 MiB", zh: "大于 10 MiB" },
  {
    en: "it is no auth file of a known kind: no tokens, no OPENAI_API_KEY, no type",
    zh: "不是已知类型的认证文件：没有 tokens、OPENAI_API_KEY 或 type",
  },
  { en: 'accounts of type "{type}" are not known', zh: "不认识“{type}”类型的账号" },
  { en: "its type is not known", zh: "类型未知" },
  { en: "it holds neither tokens nor OPENAI_API_KEY", zh: "其中既没有 tokens 也没有 OPENAI_API_KEY" },
  { en: "it holds neither access_token nor api_key", zh: "其中既没有 access_token 也没有 api_key" },
  { en: "it holds neither access_token nor refresh_token", zh: "其中既没有 access_token 也没有 refresh_token" },
  { en: "access_token is missing", zh: "缺少 access_token" },
  { en: "id_token is missing", zh: "缺少 id_token" },
  { en: "private_key is missing", zh: "缺少 private_key" },
  { en: "client_email is missing", zh: "缺少 client_email" },
  { en: "project_id is missing", zh: "缺少 project_id" },
  { en: "base_url is missing", zh: "缺少 base_url" },
  { en: "private_key is not an RSA private key", zh: "private_key 不是 RSA 私钥" },
  { en: "id_token is not a JWT", zh: "id_token 不是 JWT" },
  { en: "it names no ChatGPT account (account_id)", zh: "没有指明 ChatGPT 账号（account_id）" },
  {
    en: "account_id and id_token name different ChatGPT accounts",
    zh: "account_id 与 id_token 指向不同的 ChatGPT 账号",
  },
  { en: "identity not known yet: {reason}", zh: "身份尚未确认：{reason}" },
  { en: "identity not known yet", zh: "身份尚未确认" },
  { en: "duplicate: {file} is the same account and serves", zh: "重复：{file} 是同一账号，由它提供服务" },
  { en: "the account is there already; overwrite updates its tokens", zh: "账号已存在；选择覆盖即可更新其令牌" },
  { en: "another item of this import is the same account", zh: "本次导入的另一项是同一账号" },
  { en: "these tokens are there already", zh: "这些令牌已存在" },
  { en: "newer tokens are there already", zh: "已有更新的令牌" },
  { en: "this key is there already", zh: "该密钥已存在" },
  {
    en: "the key or login is not valid (any more); check it or make a new one",
    zh: "密钥或登录已失效，请检查或新建一个",
  },
  { en: "{where} answered {status}: {advice}", zh: "{where} 应答 {status}：{advice}" },
  // What keeps an account from serving, what has to be looked at.
  { en: "The usage limit has been reached", zh: "用量已达上限" },
  {
    en: "{count} could not be written since the start: the database did not take them",
    zh: "自启动以来有 {count} 条未能写入：数据库没有接收",
  },
  { en: "There is no such account any more", zh: "该账号已不存在" },
  { en: "There is no such candidate", zh: "没有这个待处理事项" },
  { en: "Its login is dead: sign in again, or import newer tokens", zh: "登录已失效：请重新登录，或导入更新的令牌" },
  { en: "It is a key, and a key is not refreshed", zh: "这是密钥，密钥无需刷新" },
  { en: "The login has no refresh token; sign in again", zh: "该登录没有刷新令牌，请重新登录" },
  { en: "Another process holds the token refresh", zh: "另一个进程正在刷新该登录" },
  { en: "{file} is gone or broken", zh: "{file} 已丢失或损坏" },
  {
    en: "CLIProxyAPI has keys in its config.yaml alone, not in auth files",
    zh: "CLIProxyAPI 只在 config.yaml 中保存密钥",
  },
  { en: "Codex CLI takes accounts of ChatGPT and OpenAI alone", zh: "Codex CLI 只接受 ChatGPT 和 OpenAI 的账号" },
  // What is wrong with a field.
  { en: "must be in the future", zh: "必须是将来的时间" },
  { en: "is the viewers' password; choose another", zh: "与只读密码相同，请换一个" },
  { en: "is the operator's password; choose another", zh: "与管理员密码相同，请换一个" },
  { en: "there is no account '{id}'", zh: "没有账号“{id}”" },
  { en: "is no field of this call", zh: "不是该请求的字段" },
  { en: "is no parameter of this call", zh: "不是该请求的参数" },
  { en: "requests and tokens are whole numbers", zh: "请求数和 Token 数必须是整数" },
  { en: "there may be one limit of a kind and window", zh: "同一类型和周期只能有一个限额" },
  { en: "must name a key", zh: "至少指定一个键" },
  { en: "name at least one field to change", zh: "至少指定一个要修改的字段" },
  { en: "a word without slashes, spaces or parentheses", zh: "不能包含斜线、空格或括号" },
  { en: "The folder of auth files cannot be written ({code})", zh: "认证文件夹无法写入（{code}）" },
  { en: "config.yaml could not be changed: {reason}", zh: "{reason}" },
  { en: "config.yaml could not be written: {reason}", zh: "{reason}" },
  { en: "config.yaml was changed by another hand at the same time; look again", zh: "它同时被其他人修改，请重新查看" },
  { en: "The database is away; the log tells more. Try again later", zh: "数据库无响应，详情见日志，请稍后再试" },
];
