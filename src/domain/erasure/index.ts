export * from './decide.ts';
export * from './erasure.ts';
export * from './events.ts';
