import { randomBytes } from "node:crypto";

/** Kinds of WebSocket frames (RFC 6455, 5.2). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** How a frame differs from the usual one: a whole text, masked, that tells its true length. */
export interface FrameWish {
  readonly fin?: boolean;
  /** The three reserved bits as a number from 0 to 7; 4 means "compressed". */
  readonly reserved?: number;
  readonly opcode?: number;
  readonly masked?: boolean;
  /** The length it claims to have. */
  readonly length?: number | bigint;
}

/** One WebSocket frame as a client writes it, right or wrong. */
export function encodeFrame(payload: string | Uint8Array, wish: FrameWish = {}): Buffer {
  const { fin = true, reserved = 0, opcode = opcodes.text, masked = true } = wish;
  const content = Buffer.from(payload);
  const length = BigInt(wish.length ?? content.length);
  const head = [(fin ? 0x80 : 0) | (reserved << 4) | opcode];
  const maskBit = masked ? 0x80 : 0;
  if (length < 126n) head.push(maskBit | Number(length));
  else if (length < 65_536n) head.push(maskBit | 126, ...bytesOf(length, 2));
  else head.push(maskBit | 127, ...bytesOf(length, 8));
  if (!masked) return Buffer.concat([Buffer.from(head), content]);
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from(head), mask, content.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

const bytesOf = (value: bigint, count: number) =>
  Array.from({ length: count }, (_, index) => Number((value >> BigInt(8 * (count - 1 - index))) & 0xffn));

/** Returns what takes the bytes of a server, in pieces as they come, and tells each whole frame. Servers do not mask. */
export function createFrameReader(found: (opcode: number, payload: Buffer) => void): (bytes: Buffer) => void {
  let pieces: Buffer[] = [];
  let waiting = 0;
  let wanted = 2;
  return (bytes) => {
    pieces.push(bytes);
    waiting += bytes.length;
    if (waiting < wanted) return;
    let rest = Buffer.concat(pieces);
    for (;;) {
      const { start, end } = measure(rest);
      wanted = end;
      if (rest.length < end) break;
      found((rest[0] ?? 0) & 0x0f, rest.subarray(start, end));
      rest = rest.subarray(end);
    }
    pieces = [rest];
    waiting = rest.length;
  };
}

/** Where the payload of the first frame starts and ends; as far as is known, the end of its head. */
function measure(bytes: Buffer): { readonly start: number; readonly end: number } {
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return { start, end: start };
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  return { start, end: start + length };
}
