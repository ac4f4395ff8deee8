export * from './decide.ts';
export * from './delivery.ts';
export * from './events.ts';
