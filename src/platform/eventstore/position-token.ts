import type { Position } from './event-store.ts';

/** How both kinds of log write their positions; the start is empty. */
const POSITION = /^(?:\d{16}|\d{40})?$/;

/** A position as callers hold it: it names its log, so that a position of another log is noticed. */
export function toPositionToken(logId: string, position: Position): string {
  return Buffer.from(`${logId}/${position}`).toString('base64url');
}

/** The position in a token, or null when the token is malformed or of another log. */
export function fromPositionToken(logId: string, token: string): Position | null {
  const text = Buffer.from(token, 'base64url').toString();
  const prefix = `${logId}/`;
  if (!text.startsWith(prefix) || Buffer.from(text).toString('base64url') !== token) return null;
  const position = text.slice(prefix.length);
  return POSITION.test(position) ? position : null;
}
