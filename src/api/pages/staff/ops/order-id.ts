import type { FastifyRequest } from 'fastify';
import type { OrderId } from '../../../../domain/ids.ts';
import { orderNotFound } from '../../../problems/problem.ts';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/**
 * The order that a page's address names.
 * @throws Problem 404 for what can be none.
 */
export function orderIdIn({ params }: Pick<FastifyRequest, 'params'>): OrderId {
  const { orderId = '' } = params as { orderId?: string };
  if (!UUID.test(orderId)) throw orderNotFound();
  return orderId;
}
