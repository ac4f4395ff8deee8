export * from './decide.ts';
export * from './events.ts';
export * from './menu.ts';
export * from './pictures.ts';
