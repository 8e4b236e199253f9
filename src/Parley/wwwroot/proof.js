// A little work that a machine does unnoticed once, and that costs whoever wants to do it a million times.
import { ask } from './page.js';

/** The first 32 bits of the fractions of the roots of the first primes (FIPS 180-4). @param {number} power @param {number} count */
const fractions = (power, count) => {
  const found = [];
  for (let n = 2; found.length < count; n++)
    if (![...Array(n).keys()].some((d) => d > 1 && n % d === 0)) found.push((n ** power % 1) * 2 ** 32 | 0);
  return found;
};
const rounds = fractions(1 / 3, 64);
const begin = fractions(1 / 2, 8);
const schedule = new Int32Array(64);

/** The first word of SHA-256 of a text of at most 55 bytes a last block; synchronous, as a promise for each try would cost more than the hash.
 * @param {string} text */
export const firstWords = (text) => {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer((bytes.length + 72 >> 6) << 6));
  bytes.forEach((byte, i) => padded.setUint8(i, byte));
  padded.setUint8(bytes.length, 128);
  padded.setUint32(padded.byteLength - 4, bytes.length * 8);
  let state = begin.slice();
  for (let block = 0; block < padded.byteLength; block += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      if (i < 16) schedule[i] = padded.getInt32(block + i * 4);
      else {
        const [x, y] = [schedule[i - 15], schedule[i - 2]];
        schedule[i] = schedule[i - 16] + schedule[i - 7]
          + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
      }
      const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7))
        + (e & f ^ ~e & g) + rounds[i] + schedule[i] | 0;
      const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0];
    }
    state = [a, b, c, d, e, f, g, h].map((word, i) => word + state[i] | 0);
  }
  return state;
};

/** How many zero bits a hash begins with. @param {number[]} words */
export const zeroBits = (words) => {
  const first = words.findIndex((word) => word !== 0);
  return first < 0 ? words.length * 32 : first * 32 + Math.clz32(words[first]);
};

/** @param {string} challenge @param {number} difficulty @returns {Promise<string>} */
export const solve = (challenge, difficulty) => new Promise((done) => {
  let number = 0;
  const slice = () => {
    // Short enough that typing never stumbles over it.
    const end = performance.now() + 6;
    while (performance.now() < end)
      for (let i = 0; i < 16; i++, number++)
        if (zeroBits(firstWords(challenge + '.' + number)) >= difficulty) return done(challenge + '.' + number);
    setTimeout(slice);
  };
  slice();
});

/** Asks for a challenge and solves it; an empty answer where none is needed or none is to be had. */
export const prove = async () => {
  try {
    const answer = await ask('/api/v1/challenge');
    if (!answer.ok) return '';
    const { challenge, difficulty } = await answer.json();
    return difficulty > 0 ? await solve(challenge, difficulty) : '';
  } catch {
    return '';
  }
};
