// Loaded before a program whose wall clock a test sets: Date is as many milliseconds ahead as the file says. Nothing else changes, as
// when somebody sets the clock of a machine.
import { readFileSync } from 'node:fs';

const file = process.env.KKOTGIL_TEST_CLOCK_AHEAD;
const Real = globalThis.Date;
let ahead = 0;
const look = () => {
  ahead = Number(readFileSync(file, 'utf8')) || 0;
};
look();
setInterval(look, 50).unref();

globalThis.Date = class Shifted extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + ahead);
    else super(...parts);
  }

  static now() {
    return Real.now() + ahead;
  }
};
