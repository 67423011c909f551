// What the generations of Claude take and refuse. Read from the model's name, so that a model nobody has heard of yet is
// treated as its newest relative. Source: the models' pages and migration guides on platform.claude.com, November 2026.

export interface ModelTraits {
  /** Takes `thinking.adaptive` with `output_config.effort`. */
  readonly adaptive: boolean;
  /** Takes `thinking.enabled` with a budget. */
  readonly budget: boolean;
  /** Thinks unless told not to. */
  readonly thinksByDefault: boolean;
  /** How thinking is switched off: not at all, only what comes before the first tool call, or altogether. */
  readonly off: "never" | "between_tools" | "disabled";
  readonly sampling: boolean;
  /** Takes temperature and top_p in one request. */
  readonly samplingTogether: boolean;
  /** Efforts it knows, least first. */
  readonly efforts: readonly string[];
  /** A last message of the assistant is continued. */
  readonly prefill: boolean;
  /** Takes messages of the role `system` among the others. */
  readonly systemTurns: boolean;
  /** Takes `output_config.format`. */
  readonly formats: boolean;
  readonly maxOutputTokens: number;
  /** A model of Anthropic's, not of somebody else who speaks the dialect. */
  readonly claude: boolean;
}

/** 4.6 and the like as one number: 406. */
type Version = number;

const NEWEST: Version = 9999;

/** Names that are not Claude's are taken for a plain Anthropic-compatible model: budgets and sampling, nothing newer. */
export function modelTraits(model: string): ModelTraits {
  const name = model.toLowerCase();
  const claude = name.includes("claude");
  const version = claude ? versionOf(name) : 405;
  const family = /(opus|sonnet|haiku|fable|mythos)/.exec(name)?.[1] ?? "";
  const alwaysThinks = family === "fable" || family === "mythos" || (family === "opus" && version >= 505);
  return {
    adaptive: version >= 406,
    budget: version >= 307 && version <= 406,
    thinksByDefault: version >= 500,
    off: alwaysThinks ? "never" : family === "sonnet" && version >= 505 ? "between_tools" : "disabled",
    sampling: version < 407,
    samplingTogether: version < 400 || !claude,
    efforts: effortsOf(version),
    prefill: version < 406,
    systemTurns: takesSystemTurns(family, version),
    formats: claude && (version >= 405 || (family === "opus" && version === 401)),
    maxOutputTokens: outputLimit(family, version),
    claude,
  };
}

/** The first number is the major version, the next the minor; a date of eight digits is neither. */
function versionOf(name: string): Version {
  const numbers = (name.match(/\d+/g) ?? []).filter((digits) => digits.length < 3).map(Number);
  const [major, minor = 0] = numbers;
  return major === undefined ? NEWEST : major * 100 + minor;
}

function effortsOf(version: Version): readonly string[] {
  if (version < 406) return [];
  return version === 406 ? ["low", "medium", "high", "max"] : ["low", "medium", "high", "xhigh", "max"];
}

// Opus 4.8 was the first; Sonnet 5 still refuses them.
function takesSystemTurns(family: string, version: Version): boolean {
  if (family === "opus") return version >= 408;
  return family === "sonnet" ? version >= 505 : version >= 500;
}

function outputLimit(family: string, version: Version): number {
  if (version >= 406) return 128_000;
  if (family === "opus" && version >= 400 && version <= 401) return 32_000;
  if (version >= 307) return 64_000;
  return version >= 305 ? 8192 : 4096;
}
