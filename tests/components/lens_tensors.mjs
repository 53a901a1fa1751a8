// Small tensors for the lens's tests.

export function tensor(values, shape) {
  return { data: Float32Array.from(values), shape };
}

/** Numbers in [−1, 1) that look random and are the same every time. */
export function noise(shape, seed) {
  let state = seed;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
  return tensor(Array.from({ length: shape.reduce((count, side) => count * side, 1) }, next), shape);
}
