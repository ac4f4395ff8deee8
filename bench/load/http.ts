import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Result } from 'autocannon';
import { Durations } from '../../src/cli/demo/percentiles.ts';
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

/**
 * How long answers take to begin, in milliseconds, when so many visitors a second come on their own: each in their own moment, whoever
 * waits already. Ten connections that ask in step would send a second's requests at its beginning, and measure their own queue. An answer
 * that is not 2xx fails the bench.
 */
export async function latencyAt({
  url,
  rate,
  seconds,
}: Pick<Load, 'url' | 'seconds'> & { readonly rate: number }): Promise<{ p50: number; p99: number }> {
  const headers = { accept: 'text/html', 'accept-encoding': 'br' };
  const durations = new Durations();
  const visit = async () => {
    const begun = performance.now();
    const answer = await fetch(url, { headers });
    durations.add(performance.now() - begun);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    await answer.arrayBuffer();
  };
  const visits: Promise<void>[] = [];
  let next = performance.now();
  for (const end = next + seconds * 1000; next < end; next += (-Math.log(1 - Math.random()) * 1000) / rate) {
    await sleep(Math.max(0, next - performance.now()));
    const visited = visit();
    // It is told below, when all have come.
    visited.catch(() => undefined);
    visits.push(visited);
  }
  await Promise.all(visits);
  const percentile = (share: number) => Math.round((durations.percentile(share) ?? Number.NaN) * 10) / 10;
  return { p50: percentile(0.5), p99: percentile(0.99) };
}

function checkAnswers(url: string, { non2xx, errors, statusCodeStats }: Result): void {
  if (non2xx === 0 && errors === 0) return;
  const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} times ${status}`);
  throw new Error(`${url}: ${errors} broken, ${statuses.join(', ')}`);
}
