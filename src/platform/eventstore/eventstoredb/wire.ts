/** How the value of a field is written. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;
const FOUR_BYTES = 5;
/** Seven bits each: so many bytes of a varint are a whole number that JavaScript keeps exactly. */
const EXACT_BYTES = 7;
const LONGEST_VARINT = 10;

/** Reads a message of Protocol Buffers field by field, without making an object of it and of each message in it. */
export class WireReader {
  /** Of the field that {@link next} has come to. */
  field = 0;
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #kind = VARINT;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  /** Goes to the next field, whose value is then read or skipped; false when there is none. @throws RangeError for what is no message. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = this.#length();
    this.field = tag >>> 3;
    this.#kind = tag & 7;
    return true;
  }

  /** The message in this field. */
  message(): WireReader {
    const end = this.#endOfBytes();
    const inner = new WireReader(this.#bytes, this.#at, end);
    this.#at = end;
    return inner;
  }

  text(): string {
    const end = this.#endOfBytes();
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }

  /** An unsigned number of 64 bits, in decimals. */
  uint64(): string {
    const from = this.#at;
    let value = 0;
    for (let at = 0; at < EXACT_BYTES; at++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * at);
      if (byte < 0x80) return String(value);
    }
    this.#at = from;
    return this.#bigUint64();
  }

  skip(): void {
    switch (this.#kind) {
      case VARINT:
        this.#bigUint64();
        break;
      case EIGHT_BYTES:
        this.#at = this.#within(this.#at + 8);
        break;
      case FOUR_BYTES:
        this.#at = this.#within(this.#at + 4);
        break;
      default:
        this.#at = this.#endOfBytes();
    }
  }

  #bigUint64(): string {
    let value = 0n;
    for (let at = 0; at < LONGEST_VARINT; at++) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * at);
      if (byte < 0x80) return String(BigInt.asUintN(64, value));
    }
    throw new RangeError('a number of more than 64 bits');
  }

  #endOfBytes(): number {
    if (this.#kind !== BYTES) throw new RangeError(`field ${this.field} is written in another way than it should be`);
    const length = this.#length();
    return this.#within(this.#at + length);
  }

  #length(): number {
    let value = 0;
    for (let at = 0; at < EXACT_BYTES; at++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * at);
      if (byte < 0x80) return value;
    }
    throw new RangeError('a length of more than 49 bits');
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new RangeError('a message that ends in the middle of a field');
    return this.#bytes[this.#at++] as number;
  }

  #within(end: number): number {
    if (end > this.#end) throw new RangeError('a field that is longer than its message');
    return end;
  }
}

/** How many bytes a field takes whose value is so long; of the fields with one-digit numbers. */
export function fieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Writes fields one after the other into a message whose size is known. Numbers of fields are below 16. */
export class WireWriter {
  readonly bytes: Buffer;
  #at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** The field and length of a message, whose fields are written next. */
  message(field: number, size: number): this {
    this.bytes[this.#at++] = (field << 3) | BYTES;
    return this.#varint(size);
  }

  /** @param size of the text in UTF-8. */
  text(field: number, text: string, size: number): this {
    this.message(field, size);
    this.#at += this.bytes.write(text, this.#at, size === text.length ? 'latin1' : 'utf8');
    return this;
  }

  number(field: number, value: number): this {
    this.bytes[this.#at++] = (field << 3) | VARINT;
    return this.#varint(value);
  }

  #varint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.#at++] = (rest % 0x80) | 0x80;
    this.bytes[this.#at++] = rest;
    return this;
  }
}
