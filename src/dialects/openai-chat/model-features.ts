// What a model behind this API takes, told by its name. Most servers that speak it are not OpenAI's, and never learned what
// OpenAI added of late.

export interface ModelFeatures {
  /** Messages of the role `developer`, and a choice among allowed tools. */
  readonly isOpenAi: boolean;
  /** Tools whose input is free text: from GPT-5 on. */
  readonly customTools: boolean;
}

export function featuresOf(model: string): ModelFeatures {
  const name = model.toLowerCase().replace(/^.*\//, "");
  return {
    isOpenAi: /^(gpt-(?!oss)|chatgpt-|codex-|o\d)/.test(name),
    customTools: /^(gpt-([5-9]|\d\d)|codex-)/.test(name),
  };
}
