// Moves elements from where they were to where they are (First, Last, Invert, Play).
import { calmMotion } from './dom.js';

const Ease = 'cubic-bezier(.2,.8,.2,1)';

const boxes = elements => new Map([...elements].map(element => [element, element.getBoundingClientRect()]));
const onScreen = box => box.bottom > -200 && box.top < innerHeight + 200;

/** Runs change(leave), which may reorder, add and (by calling leave(element)) remove children of the grid, and animates the difference. */
export function flip(grid, change) {
  if (calmMotion()) {
    change(element => element.remove());
    return;
  }

  const before = boxes(grid.querySelectorAll('.card'));
  const frame = grid.getBoundingClientRect();
  const leaving = [];
  change(element => { leaving.push(element); element.remove(); });
  leaving.forEach(element => fadeOut(grid, element, before.get(element), frame));
  let arrivals = 0;
  for (const [element, now] of boxes(grid.querySelectorAll('.card'))) {
    const then = before.get(element);
    if (!onScreen(now) && !(then && onScreen(then))) continue;
    if (!then) fadeIn(element, arrivals++);
    else if (Math.abs(then.left - now.left) + Math.abs(then.top - now.top) > 1) move(element, then, now);
  }
}

function move(element, then, now) {
  element.animate([{ transform: `translate(${then.left - now.left}px, ${then.top - now.top}px)` }, { transform: 'none' }],
    { duration: 420, easing: Ease });
}

function fadeIn(element, place) {
  element.animate([{ opacity: 0, transform: 'scale(.86) rotate(-3deg)' }, { opacity: 1, transform: 'none' }],
    { duration: 380, delay: Math.min(place * 18, 260), easing: Ease, fill: 'backwards' });
}

// A leaving element is laid over its old place, and is no card any more.
function fadeOut(grid, element, box, frame) {
  if (!box || !onScreen(box)) return;
  element.className = 'card-leaving';
  element.inert = true;
  element.removeAttribute('data-id');
  for (const [name, value] of [['left', box.left - frame.left], ['top', box.top - frame.top], ['width', box.width], ['height', box.height]]) {
    element.style.setProperty(name, `${value}px`);
  }
  grid.append(element);
  const leaving = element.animate([{ opacity: 1 }, { opacity: 0, transform: 'scale(.9)' }], { duration: 240, easing: 'ease-in', fill: 'forwards' });
  leaving.finished.then(() => element.remove(), () => element.remove());
}
