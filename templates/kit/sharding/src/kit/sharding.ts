/**
 * Which of a number of shards a key belongs to: the same one always, everywhere.
 *
 * MurmurHash3 spreads the keys evenly, and jump consistent hash moves as few of
 * them as possible when shards are added: from 8 to 9, one key in nine, and
 * always to a new shard. With `hash % shards` it would be eight in nine.
 *
 * Changing either function moves stored data to where nobody looks for it.
 */
export function shardOf(key: string, shards: number): number {
  return jumpHash(murmur3(key), shards);
}

/**
 * Jump consistent hash: a bucket from 0 to `buckets - 1` for a 64-bit key.
 * https://arxiv.org/abs/1406.2294
 */
export function jumpHash(key: number | bigint, buckets: number): number {
  if (!Number.isSafeInteger(buckets) || buckets < 1)
    throw new RangeError("buckets must be a positive integer");
  let state = BigInt.asUintN(64, BigInt(key));
  let bucket = 0;
  for (let next = 0; next < buckets;) {
    bucket = next;
    state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
  }
  return bucket;
}

/**
 * MurmurHash3, the 32-bit variant for x86, of the text in UTF-8.
 * https://github.com/aappleby/smhasher/wiki/MurmurHash3
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = bytes.length - (bytes.length % 4);

  let hash = seed;
  for (let offset = 0; offset < tail; offset += 4) {
    hash = rotateLeft(hash ^ scramble(view.getUint32(offset, true)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let offset = bytes.length - 1; offset >= tail; offset--) {
    rest = (rest << 8) | view.getUint8(offset);
  }
  return finalize(hash ^ scramble(rest) ^ bytes.length);
}

function scramble(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

/** Lets every bit of the input change every bit of the output. */
function finalize(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotateLeft(bits: number, count: number): number {
  return (bits << count) | (bits >>> (32 - count));
}
