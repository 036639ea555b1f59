// Draws a mandala as SVG: rings of one motif and its companions, painted from the rim inwards.
import { svg } from './dom.js';
import { companionsOf, figureOf, ringPath } from './motifs.js';
import { lookOf } from './looks.js';
import { pick, randomFrom } from './random.js';

const Rim = 188;
const WidestHalf = 0.46;
// Fill pairs, inner edge to outer edge, as classes of mandala.css.
const Shades = [['f4', 'f2'], ['f2', 'f1'], ['f3', 'f2'], ['f1', 'f3'], ['f4', 'f3'], ['f3', 'f1']];
let gradients = 0;

/** The svg element of an item. detail 'small' leaves the fine lines out, for thumbnails. */
export function mandala(id, item, detail = 'full') {
  const look = lookOf(id, item);
  const root = svg('svg', { viewBox: '-200 -200 400 400', class: `mandala ${look.mood}`, 'aria-hidden': 'true' });
  root.style.setProperty('--h', look.hue.toFixed(1));
  root.style.setProperty('--h2', look.hue2.toFixed(1));
  root.style.setProperty('--ha', look.accent.toFixed(1));
  root.style.setProperty('--c', look.chroma);
  const defs = root.appendChild(svg('defs'));
  const pen = { root, defs, fine: detail === 'full' };
  const rings = ringsOf(look);
  root.append(svg('circle', { r: 196, class: 'ground' }));
  drawRim(pen, look);
  rings.forEach((ring, index) => drawRing(pen, ring, index));
  drawHeart(pen, look, rings.at(-1).inner);
  return root;
}

/** Pure: the rings of a look, outermost first. */
export function ringsOf(look) {
  const random = randomFrom(look.seed);
  const count = 2 + Math.round(look.density * 3.4);
  const heart = 26 + (1 - look.density) * 12;
  const edges = [];
  for (let i = 0; i <= count; i++) edges.push(Rim - 8 - (Rim - 8 - heart) * Math.pow(i / count, 0.92));
  const start = Math.floor(random() * Shades.length);
  const side = companionsOf(look.motif);
  return Array.from({ length: count }, (_, i) => {
    const main = i % 2 === 0 || random() < 0.25;
    const copies = repeats(look.symmetry, edges[i], random);
    const step = Math.PI / copies;
    const overlap = 0.5 + random() * 0.55;
    return {
      motif: main ? look.motif : pick(random, side),
      inner: Math.max(8, edges[i + 1] - (edges[i] - edges[i + 1]) * overlap),
      outer: edges[i], count: copies, half: Math.min(step * (0.92 + random() * 0.3), WidestHalf),
      phase: i % 2 === 0 ? 0 : step, shades: Shades[(start + i) % Shades.length],
      under: copies <= 10 && random() < 0.8, echo: random() < 0.8,
      trim: random() < 0.3 + look.density * 0.6 ? pick(random, ['beads', 'line', 'dashes']) : null,
    };
  });
}

// The symmetry itself, or a multiple of it where a figure would otherwise be too wide for its radius.
function repeats(symmetry, radius, random) {
  let copies = symmetry;
  if (radius > 90 && copies < 14 && random() < 0.45) copies *= 2;
  while (copies < 6) copies *= 2;
  return radius < 75 && copies > 16 && copies % 2 === 0 ? copies / 2 : copies;
}

function drawRing(pen, ring, index) {
  const figure = figureOf(ring.motif);
  const group = pen.root.appendChild(svg('g', { class: `ring turn${index % 2}` }));
  const fill = `url(#${gradient(pen, ring.inner, ring.outer, ring.shades)})`;
  if (ring.under) {
    const between = { ...ring, phase: ring.phase + Math.PI / ring.count, outer: ring.outer - (ring.outer - ring.inner) * 0.16 };
    group.append(svg('path', { d: ringPath(figureOf('petal').body, between), class: `${ring.shades[0]} line` }));
  }
  if (figure.band) {
    const d = ringPath(figure.body, { ...ring, half: ring.half * 0.95 });
    const width = Math.max(4, (ring.outer - ring.inner) * 0.11);
    group.append(svg('path', { d, class: 'wash', fill }));
    group.append(svg('path', { d, class: 'cord-edge', 'stroke-width': (width + 3).toFixed(1) }));
    group.append(svg('path', { d, class: 'cord', 'stroke-width': width.toFixed(1) }));
  } else {
    group.append(svg('path', { d: ringPath(figure.body, ring), class: 'line', fill }));
    if (ring.echo) group.append(svg('path', { d: ringPath(figure.body, ring, 0.34), class: `${ring.shades[1]} echo` }));
  }
  if (pen.fine) group.append(svg('path', { d: ringPath(figure.ribs, ring), class: 'rib' }));
  if (ring.trim) drawTrim(pen, group, ring);
}

function drawTrim(pen, group, ring) {
  if (ring.trim === 'beads') {
    const copies = ring.count < 8 ? ring.count * 2 : ring.count;
    group.append(beads(ring.outer + 1.5, copies, pen.fine ? 3.4 : 5, ring.phase + Math.PI / copies));
  } else if (pen.fine) {
    group.append(svg('circle', { r: (ring.inner + (ring.outer - ring.inner) * 0.5).toFixed(1), class: `trim ${ring.trim}` }));
  }
}

function drawRim(pen, look) {
  const copies = Math.max(24, look.symmetry * (look.symmetry < 9 ? 6 : 3));
  pen.root.append(svg('circle', { r: Rim + 2, class: 'rim' }));
  if (pen.fine) pen.root.append(beads(Rim + 2, copies, 2.6, 0));
}

function drawHeart(pen, look, reach) {
  const radius = Math.max(20, Math.min(38, reach * 1.5 + 12));
  const copies = look.symmetry < 6 ? look.symmetry * 2 : Math.min(look.symmetry, 16);
  const ring = { inner: 5, outer: radius, count: copies, phase: 0, half: Math.min(Math.PI / copies, WidestHalf) };
  const group = pen.root.appendChild(svg('g', { class: 'ring turn1' }));
  group.append(svg('circle', { r: radius + 3, class: 'f4 line' }));
  group.append(svg('path', { d: ringPath(figureOf('petal').body, ring), class: 'accent line' }));
  group.append(svg('circle', { r: radius * 0.34, class: 'f1 line' }), svg('circle', { r: radius * 0.14, class: 'f4' }));
}

// A row of dots is one path of round-capped strokes of no length.
function beads(radius, count, size, phase) {
  let d = '';
  for (let i = 0; i < count; i++) {
    const angle = phase + (i * 2 * Math.PI) / count;
    d += `M${(radius * Math.sin(angle)).toFixed(1)} ${(-radius * Math.cos(angle)).toFixed(1)}h0`;
  }
  return svg('path', { d, class: 'beads', 'stroke-width': size * 2 });
}

function gradient(pen, inner, outer, [from, to]) {
  const id = `mg${++gradients}`;
  const element = svg('radialGradient', { id, gradientUnits: 'userSpaceOnUse', cx: 0, cy: 0, r: outer.toFixed(1) });
  element.append(
    svg('stop', { offset: (Math.max(0, inner / outer)).toFixed(2), class: `s-${from}` }), svg('stop', { offset: 1, class: `s-${to}` }));
  pen.defs.append(element);
  return id;
}
