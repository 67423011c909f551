// The refusals of /api in Chinese, by their code. In English the gateway's own sentence is shown as it came.

import type { ApiErrorCode } from "../../contract/errors.ts";

interface RefusalText {
  readonly zh: string;
  /** The gateway's sentence has facts that the code has not: which field, which file, what exactly. It follows then. */
  readonly tells?: true;
}

const TEXTS: Readonly<Record<ApiErrorCode | "network", RefusalText>> = {
  network: { zh: "无法连接网关" },
  unauthorized: { zh: "尚未登录，或会话已结束" },
  totp_required: { zh: "请先输入验证器应用中的验证码" },
  invalid_credentials: { zh: "密码不正确" },
  invalid_bootstrap_token: { zh: "从其他电脑设置首个密码，需要启动时打印的令牌" },
  read_only_access: { zh: "当前以只读身份登录，只有管理员可以执行此操作" },
  forbidden_origin: { zh: "请求来自其他地址的页面，已被拒绝；中间的代理须原样传递 Host" },
  not_found: { zh: "不存在", tells: true },
  account_not_found: { zh: "没有这个账号" },
  method_not_allowed: { zh: "该地址不支持此方法", tells: true },
  password_already_configured: { zh: "密码已设置，请直接登录" },
  payload_too_large: { zh: "内容过大", tells: true },
  unsupported_media_type: { zh: "内容类型不受支持", tells: true },
  validation_error: { zh: "填写有误", tells: true },
  rate_limited: { zh: "尝试次数过多，请稍后再试" },
  internal_error: { zh: "Switchyard 内部出错，详情见日志" },
  service_unavailable: { zh: "暂时无法完成", tells: true },
  invalid_auth_json: { zh: "认证文件无效", tells: true },
  duplicate_identity_conflict: { zh: "该身份的账号已存在；选择覆盖即可更新其令牌" },
  invalid_totp_config: { zh: "请先设置验证器应用，再要求登录时输入验证码" },
  invalid_totp_code: { zh: "验证码错误、已过期或已使用过" },
  account_state_transition_invalid: { zh: "账号的当前状态不允许此操作", tells: true },
  account_field_not_supported: { zh: "这类账号没有该字段", tells: true },
  account_not_probable: { zh: "该账号没有已知模型，请指定一个用于测试的模型" },
  account_not_refreshable: { zh: "该账号没有可刷新的令牌" },
  export_not_possible: { zh: "无法以该格式导出", tells: true },
  auth_file_broken: { zh: "认证文件已丢失、损坏或无法写入", tells: true },
  config_not_written: { zh: "无法修改 config.yaml", tells: true },
  login_not_found: { zh: "没有这次登录，或它属于另一个会话" },
  login_not_offered: { zh: "该供应商不提供这种登录方式" },
  login_not_pending: { zh: "这次登录已结束，或不在等待回调" },
  login_start_failed: { zh: "供应商未能开始登录", tells: true },
  invalid_callback_url: { zh: "这不是本次登录最后停留的网址" },
  provider_key_not_found: { zh: "config.yaml 中没有这个密钥" },
  provider_key_exists: { zh: "config.yaml 中已有同一地址的这个密钥" },
  upstream_not_found: { zh: "没有这个名称的兼容上游" },
  upstream_exists: { zh: "已有同名的兼容上游" },
  token_refresh_failed: { zh: "令牌刷新失败", tells: true },
  quota_refresh_failed: { zh: "上游没有给出余量", tells: true },
  config_changed_meanwhile: { zh: "config.yaml 在读取后已被修改，请重新读取" },
  totp_already_configured: { zh: "已设置验证器应用，请先移除" },
  client_key_not_found: { zh: "没有这个客户端密钥" },
  client_key_name_taken: { zh: "该名称已被或曾被另一个客户端密钥使用" },
  client_key_in_config: { zh: "该密钥列在 config.yaml 的 api-keys 中，请在那里修改" },
  simulation_not_found: { zh: "没有这次模拟，或它属于另一个会话" },
  simulations_busy: { zh: "正在运行的模拟已达上限，请等其中一个结束" },
  inspection_not_found: { zh: "没有这次巡检；只保留最近的若干次" },
  inspection_running: { zh: "已有巡检在进行，请等待或取消它" },
  inspection_not_running: { zh: "该巡检已结束，或由另一个副本运行" },
  password_not_configured: { zh: "尚未设置密码，请先设置" },
  request_not_found: { zh: "没有该请求的记录，可能已被清理" },
  transcript_not_found: { zh: "没有该请求的完整记录，可能已被清理" },
  price_not_found: { zh: "config.yaml 中没有这个价格" },
  invalid_cursor: { zh: "列表位置已失效，请从头读取" },
};

/** A newer gateway may have codes that are not here. */
export const REFUSALS: Readonly<Record<string, RefusalText>> = TEXTS;
