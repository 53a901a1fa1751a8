// The error function, which GELU needs and JavaScript lacks.

const BEYOND = 4; // erfc(4) = 1.5e-8 lies below the last bit of a float32 near 1 (6e-8)
const ENOUGH = 1e-10; // of the sum, well below a float32's last bit, and a term falls faster the further we are

/**
 * erf(x) = 2/√π · ∫₀ˣ e^(−t²) dt, to 2e-8.
 *
 * Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6:
 * erf(x) = 2/√π · e^(−x²) · (x + 2·x³/3 + 4·x⁵/(3·5) + 8·x⁷/(3·5·7) + …). All terms have the same sign, so nothing
 * cancels, and below 4 fewer than 60 of them count.
 */
export function erf(x) {
  if (Math.abs(x) >= BEYOND) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > ENOUGH * Math.abs(sum); odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return ((2 / Math.sqrt(Math.PI)) * sum) / Math.exp(x * x);
}
