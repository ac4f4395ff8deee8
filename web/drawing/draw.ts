import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPictures } from './pictures.ts';

// Draws the pictures anew: `npm run draw`, and look at them.
const folder = join(import.meta.dirname, '../assets/flowers');
mkdirSync(folder, { recursive: true });
for (const [name, svg] of drawPictures()) writeFileSync(join(folder, name), svg);
