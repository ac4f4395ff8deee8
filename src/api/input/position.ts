import { z } from 'zod';
import { fromPositionToken } from '../../platform/eventstore/position-token.ts';

/** A position as commands answer with it, for this log. */
export function positionToken(logId: string) {
  return z
    .string()
    .max(200)
    .transform((token, context) => {
      const position = fromPositionToken(logId, token);
      if (position !== null) return position;
      context.addIssue({ code: 'custom', message: 'is not a position of this log' });
      return z.NEVER;
    })
    .meta({
      pattern: '^[\\w-]+$',
      description: '`position` of a command: waits up to 2 s until the view has reached it',
    });
}
