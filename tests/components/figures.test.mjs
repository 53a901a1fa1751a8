import assert from "node:assert/strict";
import { test } from "node:test";

import {
  SETTINGS,
  accuracyFigure,
  horizon,
  legend,
  lossFigure,
  normsFigure,
  smoothedPowers,
} from "../../ui/components/live_run/figures.js";
import { along, contrast, faded, isDark, legible } from "../../ui/components/shared/theme.js";

const look = {
  texts: { each_step: "each step", training: "training", validation: "validation", test: "test", step: "step" },
  language: "es",
  fontSize: 13,
  size: { width: 500, height: 240 },
  colours: {
    text: "#1C1B22",
    background: "#FBFAF7",
    panel: "#F1EFE9",
    border: "#DDD9CF",
    primary: "#3B4CCA",
    font: "Inter",
    numberFont: "mono",
    categorical: ["#0072B2", "#E69F00", "#009E73"],
    sequential: ["#00224E", "#35456C", "#666970", "#948E77", "#C8B866", "#FEE838"],
  },
};

const curve = {
  id: "a",
  rows: { step: [1, 2, 3], loss: [2, 1, 0.5], accuracy: [0.1, 0.5, 0.9], norms: [[1, 1e-7], [2, 0], [3, 1e-6]] },
  evaluations: [{ step: 3, split: "validation", loss: 0.6, accuracy: 0.85 }],
  layers: ["conv1", "fc1"],
  totalSteps: 3,
  settings: { ...SETTINGS, span: 1 },
};

test("the curves are the numbers that came", () => {
  const [each, mean, validation] = lossFigure(curve, look).data;
  assert.deepEqual(each.y, [2, 1, 0.5]);
  assert.deepEqual(mean.y, [2, 1, 0.5]);
  assert.deepEqual([validation.x, validation.y], [[3], [0.6]]);
  assert.deepEqual(accuracyFigure(curve, look).data[0].y, [10, 50, 90], "per cent");
  assert.equal(accuracyFigure(curve, look).layout.yaxis.ticksuffix, "\u00a0%");
});

test("gradient norms stand on a log axis, each layer in its own colour, a zero as a gap", () => {
  const figure = normsFigure(curve, look);
  assert.equal(figure.layout.yaxis.type, "log");
  assert.deepEqual(figure.data.map((trace) => trace.name), ["conv1", "fc1"]);
  assert.notEqual(figure.data[0].line.color, figure.data[1].line.color);
  assert.equal(figure.data[1].y[1], null);
  assert.ok(Math.abs(figure.data[1].y[2] - 1e-6) < 1e-12);
  assert.match(figure.layout.yaxis.hoverformat, /e$/, "scientific notation on hover");
});

test("each line of the gradients bears its layer's name at its end, and no two names overlap", () => {
  const ends = normsFigure(curve, look).layout.annotations;
  assert.deepEqual(ends.map(({ text, x }) => [text, x]), [["fc1", 3], ["conv1", 3]]);
  const close = { ...curve, rows: { ...curve.rows, norms: [[1, 1e-3], [1, 1.01], [1, 1.01]] } };
  const [low, high] = normsFigure(close, look).layout.annotations;
  assert.ok(high.y - low.y > 0.2, "pushed apart");
  const off = { ...curve, settings: { ...curve.settings, off: ["norms conv1"] } };
  assert.deepEqual(normsFigure(off, look).layout.annotations.map(({ text }) => text), ["fc1"]);
});

test("means on the log axis are means of the logarithms", () => {
  const mean = smoothedPowers([1, 2], [1e-6, 1e-2], 1e9);
  assert.ok(Math.abs(Math.log10(mean[1]) - -4) < 1e-6);
});

test("the zoom belongs to the run: it stays while points come and goes with another run", () => {
  const more = { ...curve, rows: { ...curve.rows, step: [1, 2, 3] }, evaluations: [] };
  assert.equal(lossFigure(curve, look).layout.uirevision, lossFigure(more, look).layout.uirevision);
  assert.notEqual(lossFigure(curve, look).layout.uirevision, lossFigure({ ...curve, id: "b" }, look).layout.uirevision);
});

test("a log axis for the loss is a setting", () => {
  assert.equal(lossFigure(curve, look).layout.yaxis.type, "linear");
  const log = lossFigure({ ...curve, settings: { ...curve.settings, logLoss: true } }, look).layout.yaxis;
  assert.equal(log.type, "log");
});

test("before the first point the axes carry no numbers", () => {
  const nothing = { ...curve, rows: { step: [], loss: [], accuracy: [], norms: [] }, evaluations: [], layers: [] };
  for (const figure of [lossFigure(nothing, look), accuracyFigure(nothing, look), normsFigure(nothing, look)]) {
    assert.equal(figure.layout.yaxis.showticklabels, false);
    assert.deepEqual(legend(figure), []);
  }
});

test("the legend offers what is drawn, and remembers what is switched off", () => {
  const off = { ...curve, settings: { ...curve.settings, off: ["norms conv1"] } };
  assert.deepEqual(legend(normsFigure(off, look)).map(({ name, on }) => [name, on]), [["conv1", false], ["fc1", true]]);
  assert.deepEqual(legend(lossFigure(off, look)).map(({ name }) => name), ["training", "validation"]);
});

test("the axis ends with the run, or a power of two ahead", () => {
  assert.equal(horizon(5, 859), 128);
  assert.equal(horizon(500, 859), 859);
  assert.equal(horizon(500, null), 1024);
  assert.equal(horizon(859, 859), 859);
});

test("colours along a scale are as many as asked and stand out on either ground", () => {
  assert.equal(along(look.colours.sequential, 7, "#FBFAF7").length, 7);
  assert.equal(new Set(along(look.colours.sequential, 7, "#14151A")).size, 7);
  assert.ok(isDark("#14151A") && !isDark("#FBFAF7"));
  assert.equal(faded("#102030", 0.5), "rgba(16,32,48,0.5)");
});

const CIVIDIS = ["#00224E", "#083370", "#35456C", "#4F576C", "#666970", "#7D7C78", "#948E77", "#AEA371", "#C8B866", "#FEE838"];
const GROUNDS = { light: { background: "#FBFAF7", primary: "#3B4CCA" }, dark: { background: "#14151A", primary: "#98A4FF" } };

for (const [name, colours] of Object.entries(GROUNDS)) {
  test(`every line stands out against the ${name} ground, 3 to 1 at least`, () => {
    const here = { ...look, colours: { ...look.colours, ...colours, sequential: CIVIDIS } };
    const layers = Array.from({ length: 9 }, (_, index) => `conv${index}`);
    const deep = { ...curve, layers, rows: { ...curve.rows, norms: curve.rows.step.map(() => layers.map(() => 1)) } };
    const lines = [...accuracyFigure(deep, here).data, ...normsFigure(deep, here).data].map((trace) => trace.line.color);
    assert.equal(lines.length, 3 + 9);
    for (const colour of lines) assert.ok(contrast(colour, colours.background) >= 3, `${colour} on ${colours.background}`);
  });
}

test("contrast is WCAG's, and a colour that stands out is left alone", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.01);
  assert.equal(legible("#0072B2", "#FBFAF7"), "#0072B2");
  assert.notEqual(legible("#E69F00", "#FBFAF7"), "#E69F00");
  assert.equal(legible("#E69F00", "#14151A"), "#E69F00");
});
