// What stands where a call's thought signature is wanted and there is none.

/**
 * What Google documents for calls whose signature there is none of ("transferring a trace from a different model",
 * ai.google.dev/gemini-api/docs/thought-signatures; gemini-cli sends the same): it says that it is no signature. Gemini 3
 * refuses a step whose first call has none (wire facts 4.1, trap 7). Claude behind Antigravity must not get it.
 */
export const NO_SIGNATURE = "skip_thought_signature_validator";
