// A picture from the camera. The camera is on only between two presses of a button, and never after leaving.

import { element } from "../dom.js";
import { fromCanvas } from "./model.js";
import { LONGEST } from "./own.js";

const WANTED = { video: { width: { ideal: 640 }, height: { ideal: 480 } }, audio: false };

/** `onPicture({bytes, shape})` is told when one was taken. */
export function camera(onPicture) {
  const node = element("div", "camera");
  const video = element("video", "", "", { playsinline: "", muted: "", hidden: "" });
  const [button, stop] = ["take", "stop"].map((name) => element("button", `plain ${name}`, "", { type: "button" }));
  const note = element("p", "note-line", "", { role: "status" });
  const tools = element("div", "tools");
  tools.append(button, stop);
  node.append(video, tools, note);
  let stream = null;
  let asked = 0; // a camera that comes after its time is put away again
  let texts = null;
  let words = null; // in which something has been said; another language says it anew
  button.onclick = () => (stream ? take() : open());
  stop.onclick = leave;

  async function open() {
    const mine = (asked += 1);
    say(texts.camera.asking);
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
      const found = await navigator.mediaDevices.getUserMedia(WANTED);
      if (mine !== asked) return found.getTracks().forEach((track) => track.stop());
      stream = video.srcObject = found;
      for (const track of found.getTracks()) track.onended = () => mine === asked && refuse(new DOMException("", "AbortError"));
      await video.play();
      say(texts.camera.hint);
    } catch (error) {
      if (mine === asked) refuse(error);
    }
    look();
  }

  function refuse(error) {
    release();
    look();
    say(texts.camera[{ NotAllowedError: "refused", SecurityError: "insecure", NotFoundError: "missing" }[error.name] ?? "busy"], true);
  }

  function take() {
    const [wide, high] = [video.videoWidth, video.videoHeight];
    if (!wide) return;
    const scale = Math.min(1, LONGEST / Math.max(wide, high));
    const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
    const pen = new OffscreenCanvas(width, height).getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(video, 0, 0, width, height);
    leave();
    onPicture(fromCanvas({ pixels: pen.getImageData(0, 0, width, height).data, width, height }));
  }

  function leave() {
    asked += 1;
    release();
    if (!texts) return;
    look();
    if (!note.classList.contains("wrong")) say(texts.camera.hint);
  }

  function release() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
  }

  function look() {
    video.hidden = stop.hidden = !stream;
    button.textContent = stream ? texts.camera.take : texts.camera.open;
    stop.textContent = texts.camera.stop;
  }

  function say(text, wrong = false) {
    note.textContent = text;
    note.classList.toggle("wrong", wrong);
  }

  function show(state) {
    texts = state.texts;
    if (words !== texts.camera) say((words = texts.camera).hint);
    look();
  }

  return { node, show, leave, close: leave };
}
