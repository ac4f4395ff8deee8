import { z } from 'zod';
import type { OutsideBooks } from '../outside-books.ts';
import { CallFailed } from './call-failed.ts';
import { exchange } from './exchange.ts';

const WITHIN_MS = 5_000;
const ANSWER_BYTES = 64 * 1024;
const AT_ONCE = 200;
const simulator = z.object({ simulator: z.enum(['payment', 'sms']) });

/** What doesn't say that it is a simulator is left alone. */
export function createSimulatorBooks(urls: { readonly payment: string; readonly sms: string }): OutsideBooks {
  return {
    forget: async (refs, orders) => {
      try {
        if (await isSimulator(urls.sms)) await tell(urls.sms, 'refs', refs);
        if (await isSimulator(urls.payment)) await tell(urls.payment, 'orderIds', orders);
        return null;
      } catch (error) {
        if (error instanceof CallFailed) return `a simulator could not be told: ${error.message}`;
        throw error;
      }
    },
  };
}

async function isSimulator(url: string): Promise<boolean> {
  const { status, body } = await call({ method: 'GET', url: `${url}/admin` });
  return status === 200 && simulator.safeParse(body).success;
}

async function tell(url: string, name: string, values: readonly string[]): Promise<void> {
  for (let from = 0; from < values.length; from += AT_ONCE) {
    const body = { [name]: values.slice(from, from + AT_ONCE) };
    const { status } = await call({ method: 'POST', url: `${url}/admin/forget`, body });
    if (status !== 200) throw new CallFailed('no', `HTTP_${status}`, `the simulator answered ${status}`);
  }
}

function call(request: Parameters<typeof exchange>[0]) {
  return exchange(request, AbortSignal.timeout(WITHIN_MS), ANSWER_BYTES);
}
