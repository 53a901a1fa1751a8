// The player: where it stands among `count` places, whether it runs and how fast. Pure: tested by Node.

/** Places a second, from slow enough to read aloud to a whole map in a few seconds. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];

export const PLAYER = { position: 0, count: 1, playing: false, speed: 3, due: 0 };

/** The player after an event; the same object where nothing has changed. */
export function played(player, event) {
  switch (event.type) {
    case "toggle":
      return player.playing ? stopped(player) : started(player);
    case "pause":
      return player.playing ? stopped(player) : player;
    case "step":
      return at(stopped(player), player.position + event.by);
    case "scrub":
      return at(stopped(player), event.to);
    case "follow": // the pointer or a jump has moved the place: playing goes on from there
      return at(player, event.to);
    case "first":
      return at(stopped(player), 0);
    case "last":
      return at(stopped(player), player.count - 1);
    case "speed":
      return { ...player, speed: clamped(event.index, SPEEDS.length) };
    case "faster":
      return { ...player, speed: clamped(player.speed + event.by, SPEEDS.length) };
    case "count":
      return event.count === player.count ? player : at({ ...player, count: Math.max(1, event.count) }, player.position);
    case "tick":
      return ticked(player, event.seconds);
    default:
      return player;
  }
}

/** Time has passed: as many places as are due, and a stop at the last one. */
function ticked(player, seconds) {
  if (!player.playing) return player;
  const due = player.due + seconds * SPEEDS[player.speed];
  const whole = Math.floor(due);
  const moved = at({ ...player, due: due - whole }, player.position + whole);
  return moved.position === player.count - 1 ? stopped(moved) : moved;
}

function started(player) {
  const position = player.position >= player.count - 1 ? 0 : player.position;
  return { ...player, position, playing: player.count > 1, due: 0 };
}

function stopped(player) {
  return player.playing ? { ...player, playing: false, due: 0 } : player;
}

function at(player, position) {
  const place = clamped(position, player.count);
  return place === player.position ? player : { ...player, position: place };
}

function clamped(value, count) {
  return Math.min(count - 1, Math.max(0, Math.round(value)));
}
