// The arithmetic of normalisation, dropout and fully connected layers as rows of parts (rows_line.js). Pure: tested by
// Node.

const text = (value) => ({ kind: "text", text: value });
const result = (value) => ({ kind: "result", text: value });

/** `y = (0.8 − 0.13) / √(0.09 + 1·10⁻⁵) · 1 + 0 = 2.23`, and where mean and variance come from. */
export function normRows({ x, mean, variance, eps, gamma, beta, value }, { op, x: { data } }, write) {
  const { plain, factor } = write;
  const sum = data.reduce((total, each) => total + each, 0);
  const measured = [
    { name: "μ =", parts: [text(`Σx / n = ${plain(sum)} / ${data.length} = `), result(plain(mean))] },
    { name: "σ² =", parts: [text("Σ(x − μ)² / n = "), text(`${plain(variance * data.length)} / ${data.length} = `), result(plain(variance))] },
  ];
  const remembered = [{ name: "μ =", parts: [result(plain(mean))] }, { name: "σ² =", parts: [result(plain(variance))] }];
  const formula = `(${plain(x)} − ${factor(mean)}) / √(${plain(variance)} + ${plain(eps)}) · ${factor(gamma)} + ${factor(beta)} = `;
  return [...(op.training ? measured : remembered), { name: "y =", parts: [text(formula), result(plain(value))] }];
}

/** How the remembered mean moves: `0.9·0 + 0.1·0.13 = 0.013`; the variance is that of n − 1. */
export function memoryRows({ op: { momentum }, memory, statistics: { mean, variance, running }, x: { data } }, write) {
  const { plain, factor } = write;
  const count = data.length;
  const moved = (old, now) => `${plain(1 - momentum)}·${factor(old)} + ${plain(momentum)}·${now} = `;
  return {
    mean: [text(moved(memory.mean, factor(mean))), result(plain(running.mean))],
    variance: [text(moved(memory.variance, `${plain(variance)}·${count}/${count - 1}`)), result(plain(running.variance))],
  };
}

/** `1 / 0.3 · (1 − 1 − 0.2)`: what goes back through a normalisation, to γ and to β. */
export function normBackRows({ above, evenly, along, gamma, deviation, result: dx }, { dgamma, dbeta }, [, row, column], write) {
  const { plain, factor } = write;
  const formula = `${plain(gamma)} / ${plain(deviation)} · (${plain(above)} − ${factor(evenly)} − ${factor(along)}) = `;
  return [
    { name: `dL/dX[${row + 1}, ${column + 1}] =`, parts: [text("γ / √(σ² + ε) · (g − ḡ − x̂·mean(g·x̂)) = "), text(formula), result(plain(dx))] },
    { name: "dL/dγ =", parts: [text("Σ g·x̂ = "), result(plain(dgamma))] },
    { name: "dL/dβ =", parts: [text("Σ g = "), result(plain(dbeta))] },
  ];
}

/** `0.31 ≥ 0.25 → 0.8 / (1 − 0.25) = 1.07`, `0.1 < 0.25 → 0`. */
export function dropoutRows({ x, draw, p, factor, value }, write) {
  const { plain } = write;
  if (draw === null) return [{ name: "y =", parts: [text("x = "), result(plain(value))] }];
  const kept = factor > 0;
  const [drawn, limit] = apart(draw, p, plain);
  const sum = kept ? `${plain(x)} / (1 − ${plain(p)}) = ${plain(x)}·${plain(factor)} = ` : `${plain(x)}·0 = `;
  return [{ name: "y =", parts: [text(`${drawn} ${kept ? "≥" : "<"} ${limit} → ${sum}`), result(plain(value))] }];
}

/** Two numbers with as many digits as tell them apart. */
function apart(one, other, plain) {
  const digits = [2, 3, 4, 5, 6].find((count) => plain(one) !== plain(other) || one.toFixed(count) !== other.toFixed(count)) ?? 8;
  return plain(one) === plain(other) ? [String(Number(one.toFixed(digits))), plain(other)] : [plain(one), plain(other)];
}

/** `dL/dy · 2 = 2`: the gradient goes the way the value went. */
export function dropoutBackRows({ above, factor, result: dx }, [, row, column], { plain, factor: bracketed }) {
  return [{ name: `dL/dX[${row + 1}, ${column + 1}] =`, parts: [text(`dL/dy·${plain(factor)} = ${bracketed(above)}·${plain(factor)} = `), result(plain(dx))] }];
}

/** What output o hands to one px's weight, to that px, and to its bias. */
export function denseBackRows({ aim, above, slope, g, before }, { x, w, at, place: [row, column], bias }, write) {
  const { plain, factor } = write;
  const earlier = before.data[at];
  return [
    ...(aim ? [{ name: "dL/dy =", parts: [text(`2·(y − t) / n = 2·(${plain(aim.y)} − ${factor(aim.wanted)}) / ${aim.count} = `), result(plain(above))] }] : []),
    ...(slope === null ? [] : [{ name: "dL/dz =", parts: [text(`dL/dy·f′ = ${factor(above)}·${plain(slope)} = `), result(plain(g))] }]),
    { name: `dL/dW[${row + 1}, ${column + 1}] =`, parts: [text(`g·x = ${factor(g)}·${factor(x)} = `), result(plain(g * x))] },
    { name: `dL/dX[${row + 1}, ${column + 1}] =`, parts: [text(`${plain(earlier)} + ${factor(g)}·${factor(w)} = `), result(plain(earlier + g * w))] },
    ...(bias ? [{ name: "dL/db =", parts: [text("g = "), result(plain(g))] }] : []),
  ];
}

/** `10·(1·28·28) + 10 = 7,850` and `10·(1·3·3) + 10 = 100`. */
export function countLines({ channels, height, width, outputs, biases, dense, convolution }, count) {
  const line = (h, w, sum) => `${outputs}·(${channels}·${h}·${w})${biases ? ` + ${biases}` : ""} = ${count(sum)}`;
  return { dense: line(height, width, dense), convolution: line(3, 3, convolution) };
}
