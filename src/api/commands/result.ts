import type { Shop, UseCaseResult } from '../../application/use-case.ts';
import { type Position, START } from '../../platform/eventstore/event-store.ts';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import { Problem } from '../problems/problem.ts';
import { problemOf } from '../problems/rejections.ts';

/**
 * What a command led to, with its position: the body of the answer.
 * @throws Problem when the command was rejected, with the position of what that was decided on, or its key was used with another body.
 */
export function resultOf<Value extends object>(
  { log }: Pick<Shop, 'log'>,
  result: UseCaseResult<Value>,
): Value & { readonly position: string } {
  switch (result.kind) {
    case 'done':
      return { ...result.value, position: toPositionToken(log.logId, result.position) };
    case 'rejected':
      throw problemOf(result.rejection, positionOf(log.logId, result.position));
    case 'key-reused':
      throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key came before with another body.');
    default:
      return result satisfies never;
  }
}

function positionOf(logId: string, position: Position = START): { readonly position?: string } {
  return position === START ? {} : { position: toPositionToken(logId, position) };
}
