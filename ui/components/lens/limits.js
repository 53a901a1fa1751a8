// How large the numbers of a scene may be and how many of them may be written out: what the core takes, and what still
// fits into a link. Pure: tested by Node.

export const LARGEST = 1e6;
export const MOST_TYPED = 1024; // numbers; above that a scene no longer fits into a link

/** Whether the core takes it as a weight, a bias, a gradient or a cell of a picture. */
export const isTaken = (value) => Number.isFinite(value) && Math.abs(value) <= LARGEST;

/** Whether the core takes all numbers that a scene has written out. */
export function hasTakenNumbers({ kernel, bias, pointwise, upstream }) {
  return [kernel.values ?? [], bias, pointwise ?? [], upstream.values ?? []].flat(4).every(isTaken);
}

/** The nearest number that the core takes. */
export const withinLimits = (value) => Math.min(LARGEST, Math.max(-LARGEST, value));
