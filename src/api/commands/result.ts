import type { Shop, UseCaseResult } from '../../application/use-case.ts';
import { toPositionToken } from '../../platform/eventstore/position-token.ts';
import { Problem } from '../problems/problem.ts';
import { problemOf } from '../problems/rejections.ts';

/**
 * What a command led to, with its position: the body of the answer.
 * @throws Problem when the command was rejected, or its key was used with another body.
 */
export function resultOf<Value extends object>(
  { log }: Pick<Shop, 'log'>,
  result: UseCaseResult<Value>,
): Value & { readonly position: string } {
  switch (result.kind) {
    case 'done':
      return { ...result.value, position: toPositionToken(log.logId, result.position) };
    case 'rejected':
      throw problemOf(result.rejection);
    case 'key-reused':
      throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key came before with another body.');
    default:
      return result satisfies never;
  }
}
