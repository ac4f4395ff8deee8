/**
 * What this platform is called by those who run it: names of settings in advice, and the beginning of names that are kept on servers.
 * Nothing else here knows them; who takes the platform elsewhere writes other names.
 */
export const product = {
  name: 'Kkotgil',
  /** Begins what is kept: labels of keys, names of streams of its own. Another one finds nothing again. */
  slug: 'kkotgil',
  settings: { secret: 'KKOTGIL_SECRET', dataDir: 'KKOTGIL_DATA_DIR', headFile: 'KKOTGIL_HEAD_FILE' },
} as const;
