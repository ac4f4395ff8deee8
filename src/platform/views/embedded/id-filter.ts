/** Places of one id. */
const PROBES = 3;
/** 1 MiB: of half a million ids one in two hundred others is taken for one of them, of two and a half million one in five. */
const BITS = 2 ** 23;

/** Tells of an id that it was certainly not added (a Bloom filter): in less memory and time than an index on a disk takes. */
export class IdFilter {
  readonly #words = new Uint32Array(BITS / 32);

  add(id: string): void {
    let { place, step } = placesOf(id);
    for (let probe = 0; probe < PROBES; probe++, place += step) {
      const bit = place & (BITS - 1);
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False: it was not added. True: it was, or another one that has the same places. */
  mayHold(id: string): boolean {
    let { place, step } = placesOf(id);
    for (let probe = 0; probe < PROBES; probe++, place += step) {
      const bit = place & (BITS - 1);
      if ((((this.#words[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) return false;
    }
    return true;
  }
}

/** FNV-1a, begun in two ways. */
function placesOf(id: string): { place: number; step: number } {
  let place = 0x811c9dc5 | 0;
  let step = 0x2f0b4a93 | 0;
  for (let index = 0; index < id.length; index++) {
    const unit = id.charCodeAt(index);
    place = Math.imul(place ^ unit, 0x01000193);
    step = Math.imul(step ^ unit, 0x01000193);
  }
  // The lower bits of FNV alone are poorly mixed.
  return { place: place ^ (place >>> 15), step: (step ^ (step >>> 13)) | 1 };
}
