export * from './books.ts';
export * from './decide.ts';
export * from './disputed.ts';
export * from './events.ts';
export * from './evidence.ts';
export * from './payment.ts';
