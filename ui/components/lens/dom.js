// The small tools to make elements, which every component shares.
export * from "../shared/dom.js";
