import autocannon, { type Result } from 'autocannon';
import { anOrder } from '../support/orders.ts';

interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly token?: string;
  /** Whether each request places an order, no two of them alike. */
  readonly orders?: boolean;
  readonly seconds: number;
  readonly connections: number;
}

/** Requests a second that were answered well under full load. An answer that is not 2xx fails the bench. */
export async function requestsPerSecond({ url, method, token, orders, seconds, connections }: Load): Promise<number> {
  const result = await autocannon({
    url,
    method,
    duration: seconds,
    connections,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(orders && { 'content-type': 'application/json' }),
    },
    ...(orders && {
      requests: [{ setupRequest: (request: object) => ({ ...request, body: JSON.stringify(anOrder()) }) }],
    }),
  });
  checkAnswers(url, result);
  return result.requests.average;
}

/** How long answers take at a steady rate of requests a second, in milliseconds. An answer that is not 2xx fails the bench. */
export async function latencyAt({
  url,
  rate,
  seconds,
}: Pick<Load, 'url' | 'seconds'> & { readonly rate: number }): Promise<{ p50: number; p99: number }> {
  const headers = { accept: 'text/html', 'accept-encoding': 'br' };
  const result = await autocannon({
    url,
    method: 'GET',
    duration: seconds,
    connections: 10,
    overallRate: rate,
    headers,
  });
  checkAnswers(url, result);
  return { p50: result.latency.p50, p99: result.latency.p99 };
}

function checkAnswers(url: string, { non2xx, errors, statusCodeStats }: Result): void {
  if (non2xx === 0 && errors === 0) return;
  const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} times ${status}`);
  throw new Error(`${url}: ${errors} broken, ${statuses.join(', ')}`);
}
