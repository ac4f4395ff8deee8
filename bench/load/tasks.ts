import { latencyAt, requestsPerSecond } from './http.ts';
import { boardLatency, wholeOrders } from './orders.ts';
import { visitors } from './visitors.ts';

/** What the process of the load can be asked for: from what it is given to what it answers, both plain data. */
export const tasks = { requestsPerSecond, latencyAt, wholeOrders, boardLatency, visitors };

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type Given<Name extends TaskName> = Parameters<Tasks[Name]>[0];
export type Result<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;

/** What is said to that process. */
export type Asked = { readonly task: TaskName; readonly given: unknown } | 'enough';
/** What it says: the result, and which part of one core it took; or what went wrong. */
export type Told = { readonly result: unknown; readonly busy: number } | { readonly error: string };
