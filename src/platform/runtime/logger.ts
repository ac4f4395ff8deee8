/** Structured logging as pino does it: facts first, then one sentence. Facts hold no personal data and no secret. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
