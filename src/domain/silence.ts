// What a reader of an answer gets in place of bytes where none came for a while: time for a keep-alive.

export const SILENCE = Symbol("silence");
export type Silence = typeof SILENCE;
