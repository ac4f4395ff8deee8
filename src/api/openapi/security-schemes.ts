import type { Role } from '../identity/identity.ts';

function bearer(description: string) {
  return { type: 'http', scheme: 'bearer', description } as const;
}

/** How each role shows who it is. */
export const securitySchemes: Record<Role, ReturnType<typeof bearer>> = {
  customer: bearer('The tracking token of one order'),
  florist: bearer('The florist’s token'),
  operator: bearer('The operator’s token'),
};
