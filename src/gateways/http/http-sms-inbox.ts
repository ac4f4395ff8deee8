import { z } from 'zod';
import type { SmsInbox } from '../sms-inbox.ts';
import { CallFailed } from './call-failed.ts';
import { exchange } from './exchange.ts';
import { foreignId } from './protocol.ts';

const WITHIN_MS = 2_000;
/** Five hundred of the longest messages fit. */
const ANSWER_BYTES = 4 * 1024 * 1024;

const listed = z.object({
  messages: z.array(
    z.object({
      messageId: foreignId,
      to: z.string(),
      text: z.string(),
      type: z.enum(['SMS', 'LMS']),
      at: z.iso.datetime(),
    }),
  ),
});

/** Of the simulator at `baseUrl`. Anything else that speaks the SMS protocol has no inbox. */
export function createHttpSmsInbox(baseUrl: string): SmsInbox {
  return {
    newest: async (limit) => {
      const call = {
        method: 'GET',
        url: `${baseUrl}/messages?${new URLSearchParams({ limit: String(limit) })}`,
      } as const;
      try {
        const { status, body } = await exchange(call, AbortSignal.timeout(WITHIN_MS), ANSWER_BYTES);
        const inbox = listed.safeParse(body);
        return status === 200 && inbox.success ? inbox.data.messages : null;
      } catch (error) {
        if (error instanceof CallFailed) return null;
        throw error;
      }
    },
  };
}
