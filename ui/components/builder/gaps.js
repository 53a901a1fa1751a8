// Where a dragged card would be dropped. Pure: tested by Node.

/**
 * `gaps` are the places between cards as [{y, list, index}] (y in px); the one nearest to `y`, the card's own place left out by
 * the caller.
 */
export function nearest(gaps, y) {
  return gaps.reduce((best, gap) => (best && Math.abs(best.y - y) <= Math.abs(gap.y - y) ? best : gap), null);
}

/** How fast to scroll (px a frame) when the pointer is near the edge of what is seen; 0 elsewhere. */
export function scrolling(y, height, zone = 70, fastest = 14) {
  if (y < zone) return -Math.ceil(((zone - y) / zone) * fastest);
  if (y > height - zone) return Math.ceil(((y - height + zone) / zone) * fastest);
  return 0;
}
