// A value that never shows itself by accident: not in a log line, not in JSON, not in a template string.

export interface Secret {
  /** The value itself. Call it only where the bytes leave for their destination. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const SHOWN = "[secret]";
const inspected = Symbol.for("nodejs.util.inspect.custom");

export function secret(value: string): Secret {
  return {
    reveal: () => value,
    toString: () => SHOWN,
    toJSON: () => SHOWN,
    [inspected]: () => SHOWN,
  } as Secret;
}
