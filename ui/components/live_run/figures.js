// From the curve to Plotly's traces and layouts: plain values, no document, tested by Node.

import { along, faded, legible } from "../shared/theme.js";
import { layerNorms, points, smoothed } from "./rows.js";

/** What the learner has set: `span` of the mean in steps, the loss's axis, the lines switched off ("norms conv1"). */
export const SETTINGS = { span: 20, logLoss: false, off: [] };

/** What a chart's legend offers: the lines that have a name of their own there. */
export function legend(figure) {
  return figure.data
    .filter((trace) => trace.named)
    .map(({ name, line, marker, visible }) => ({ name, color: line.color, symbol: marker?.symbol, on: visible }));
}

/** The loss of each step, lightly; its running mean; the validation set's after each epoch. */
export function lossFigure(curve, look) {
  const { rows, evaluations, settings } = curve;
  const [train, validation] = seriesColours(look);
  const running = smoothed(rows.step, rows.loss, settings.span);
  const data = [
    line(rows.step, rows.loss, { name: look.texts.each_step, color: faded(train, 0.28), width: 1, quiet: true }),
    line(rows.step, running, { name: look.texts.training, color: train }),
    marks(points(evaluations, "validation", "loss"), { name: look.texts.validation, color: validation }),
  ];
  const axis = settings.logLoss
    ? { type: "log", dtick: 1, exponentformat: "power", minor: { dtick: "D2" } }
    : { type: "linear", rangemode: "tozero" };
  return finished("loss", data, curve, look, { ...axis, hoverformat: ".4g", kept: settings.logLoss });
}

/** The share of right answers: running mean of the batches, validation and test sets after their epochs. */
export function accuracyFigure(curve, look) {
  const { rows, evaluations, settings } = curve;
  const [train, validation, test] = seriesColours(look);
  const data = [
    line(rows.step, inPercent(smoothed(rows.step, rows.accuracy, settings.span)), { name: look.texts.training, color: train }),
    marks(shares(evaluations, "validation"), { name: look.texts.validation, color: validation }),
    marks(shares(evaluations, "test"), { name: look.texts.test, color: test, symbol: "star", size: 13 }),
  ];
  return finished("accuracy", data, curve, look, {
    ticksuffix: look.language === "en" ? "%" : "\u00a0%",
    hoverformat: ".2f",
  });
}

const inPercent = (values) => values.map((value) => (value === null ? null : 100 * value));

function shares(evaluations, split) {
  const { x, y } = points(evaluations, split, "accuracy");
  return { x, y: inPercent(y) };
}

/** The length of each layer's gradient, on a log axis, coloured from the first layer to the last. */
export function normsFigure(curve, look) {
  const { rows, layers, settings } = curve;
  const colours = along(look.colours.sequential, layers.length, look.colours.background);
  const data = layers.map((name, layer) =>
    line(rows.step, smoothedPowers(rows.step, layerNorms(rows.norms, layer), settings.span), {
      name,
      color: colours[layer],
    }),
  );
  const axis = { type: "log", exponentformat: "power", dtick: 1, hoverformat: ".2e" };
  const figure = finished("norms", data, curve, look, axis);
  const annotations = lineEnds(figure.data, look);
  return { ...figure, layout: { ...figure.layout, annotations, margin: { ...figure.layout.margin, r: 56 } } };
}

const LINE_HEIGHT = 0.075; // of the axis

/** The lines' names at their right ends, pushed apart where the ends lie close; y as the log axis counts. */
export function lineEnds(traces, look) {
  const ends = traces.filter((trace) => trace.visible).map(endOf).filter(Boolean).sort((a, b) => a.y - b.y);
  const logs = traces.filter((trace) => trace.visible).flatMap((trace) => trace.y.filter((value) => value > 0).map(Math.log10));
  const least = (logs.reduce((a, b) => Math.max(a, b), -Infinity) - logs.reduce((a, b) => Math.min(a, b), Infinity)) * LINE_HEIGHT;
  let floor = -Infinity;
  const places = ends.map(({ y }) => {
    const place = Math.max(y, floor);
    floor = place + least;
    return place;
  });
  const lifted = ends.reduce((sum, { y }, index) => sum + places[index] - y, 0) / Math.max(1, ends.length);
  return ends.map(({ x, name, color }, index) => {
    const font = { size: look.fontSize - 1, color: legible(color, look.colours.background, 4.5) };
    return { x, y: places[index] - lifted, text: name, font, showarrow: false, xanchor: "left", yanchor: "middle", xshift: 4 };
  });
}

function endOf({ x, y, name, line: { color } }) {
  const last = y.length - 1;
  return y[last] > 0 ? { x: x[last], y: Math.log10(y[last]), name, color } : null;
}

/** The figure with the lines left out that the learner has switched off. */
function finished(chart, data, curve, look, axis) {
  const { off } = curve.settings;
  const shown = data.map((trace) => ({ ...trace, visible: !off.includes(`${chart} ${trace.name}`) }));
  return { data: shown, layout: layout(curve, look, axis) };
}

/** The running mean of the logarithms: on a log axis the mean of the values would hug the spikes. */
export function smoothedPowers(steps, values, span) {
  const logs = values.map((value) => (value === null ? null : Math.log10(value)));
  return smoothed(steps, logs, span).map((value) => (value === null ? null : 10 ** value));
}

/**
 * The last step the axis shows: the run's end where that is near, else a power of two ahead, so that the curve fills
 * the picture and the axis moves now and then instead of all the time.
 */
export function horizon(step, total) {
  const ahead = 2 ** Math.ceil(Math.log2(Math.max(100, step * 1.1)));
  return total ? Math.min(total, ahead) : ahead;
}

/** Training, validation, test: the accent, and two colours of the categorical scale that differ from it most. */
function seriesColours(look) {
  const { primary, categorical, background } = look.colours;
  const all = [primary, categorical[1] ?? "#e69f00", categorical[2] ?? "#009e73"];
  return all.map((colour) => legible(colour, background));
}

function line(x, y, { name, color, width = 2.5, quiet = false }) {
  return {
    type: "scatter",
    mode: "lines",
    x,
    y,
    name,
    named: !quiet && x.length > 0,
    hoverinfo: quiet ? "skip" : undefined,
    line: { color, width },
  };
}

function marks({ x, y }, { name, color, symbol = "circle", size = 9 }) {
  return {
    type: "scatter",
    mode: "lines+markers",
    x,
    y,
    name,
    named: x.length > 0,
    cliponaxis: false, // the last point stands at the picture's edge
    line: { color, width: 1.5, dash: "dot" },
    marker: { color, symbol, size },
  };
}

/** An axis before the first point: there, but without numbers that nobody measured. */
const NOTHING_YET = { type: "linear", range: [0, 1], showticklabels: false };

function layout(curve, look, { kept = "", ...yaxis }) {
  const { colours, language, size } = look;
  const axis = {
    gridcolor: faded(colours.text, 0.1),
    zeroline: false,
    linecolor: faded(colours.text, 0.25),
    tickfont: { family: colours.numberFont, size: look.fontSize - 1 },
    automargin: false,
    fixedrange: false,
  };
  const last = curve.rows.step.length ? curve.rows.step[curve.rows.step.length - 1] : 0;
  return {
    width: size.width,
    height: size.height,
    autosize: false,
    margin: { l: 56, r: 12, t: 10, b: 30 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colours.font, size: look.fontSize, color: colours.text },
    separators: language === "en" ? ".," : ",\u00a0",
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: {
      bgcolor: colours.panel,
      bordercolor: colours.border,
      font: { family: colours.numberFont, size: look.fontSize, color: colours.text },
    },
    dragmode: "zoom",
    xaxis: {
      ...axis,
      range: [0, horizon(last, curve.totalSteps)],
      minallowed: 0,
      nticks: 6,
      hoverformat: ",d",
      tickformat: ",d",
      unifiedhovertitle: { text: `${look.texts.step} %{x}` },
    },
    yaxis: { ...axis, ...yaxis, ...(last ? {} : NOTHING_YET), uirevision: `${curve.id} ${last > 0} ${kept}` },
    // The learner's zoom stays as long as this stays: for this run, from its first point on.
    uirevision: `${curve.id} ${last > 0}`,
  };
}
