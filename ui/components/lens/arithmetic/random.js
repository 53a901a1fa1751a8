// Numbers that look random and are the same for the same seed, in every browser.

/**
 * A source of numbers in [0, 1): `const next = random(7); next()`. Mulberry32 by Tommy Ettinger (public domain): one
 * 32-bit word of state, enough for a kernel or a mask. It is not torch's generator: the same seed draws other numbers.
 */
export function random(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
