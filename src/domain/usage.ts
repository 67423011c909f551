// What an exchange consumed, counted one way whatever the dialect: input includes cached, output includes reasoning.

export interface Usage {
  readonly inputTokens: number;
  /** Part of `inputTokens` read from the prompt cache. */
  readonly cachedInputTokens: number;
  /** Part of `inputTokens` written to the prompt cache. */
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  /** Part of `outputTokens` spent thinking. */
  readonly reasoningTokens: number;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};
