// One figure per motif, in polar terms: a pair is (how far from the ring's inner to its outer edge, how far across the
// figure's half width). Rotation is then an addition to the angle, and a whole ring becomes one path.

const figures = {
  petal: { body: 'M0,0 C.22,1 .7,.95 1,0 C.7,-.95 .22,-1 0,0Z', ribs: 'M.12,0 L.62,0' },
  lotus: { body: 'M0,0 C.06,1.15 .52,1.25 .74,.5 Q.84,.14 1,0 Q.84,-.14 .74,-.5 C.52,-1.25 .06,-1.15 0,0Z', ribs: 'M.1,0 L.78,0 M.16,.12 C.3,.5 .5,.56 .66,.3 M.16,-.12 C.3,-.5 .5,-.56 .66,-.3' },
  star: { body: 'M0,0 L.36,.86 L1,0 L.36,-.86Z', ribs: 'M0,0 L1,0 M.36,.86 L.5,0 L.36,-.86' },
  wave: { body: 'M0,-1 C.5,-1.05 1.06,-.62 1,.42 C.93,-.06 .62,-.2 .5,.12 C.4,.42 .5,.7 .68,.72 C.42,1.02 .16,1.02 0,1Z', ribs: 'M.1,-.72 C.46,-.7 .78,-.44 .86,-.04' },
  knot: { body: 'M.02,0 C.1,-1.7 .98,-1.75 .98,0 C.98,1.75 .1,1.7 .02,0Z', ribs: 'M.5,-.98 Q.86,0 .5,.98', band: true },
  leaf: { body: 'M0,0 C.2,.52 .56,.98 1,0 C.56,-.98 .2,-.52 0,0Z', ribs: 'M0,0 L.86,0 M.3,0 Q.44,.12 .5,.4 M.3,0 Q.44,-.12 .5,-.4 M.5,0 Q.62,.1 .68,.32 M.5,0 Q.62,-.1 .68,-.32' },
  shell: { body: 'M0,0 L.7,.92 Q.96,.92 .86,.6 Q1.06,.5 .93,.22 Q1.08,0 .93,-.22 Q1.06,-.5 .86,-.6 Q.96,-.92 .7,-.92Z', ribs: 'M.08,0 L.86,.6 M.08,0 L.93,.22 M.08,0 L.93,-.22 M.08,0 L.86,-.6' },
  flame: { body: 'M0,-.35 C.3,-1.4 .52,-.05 1,-.34 C.84,.2 .74,.5 .58,.72 C.4,1.02 .16,.9 0,.35Z', ribs: 'M.12,.1 C.36,-.28 .5,.3 .8,-.04' },
};

const companions = {
  petal: ['lotus', 'leaf', 'petal'], lotus: ['petal', 'leaf', 'shell'], star: ['leaf', 'petal', 'star'],
  wave: ['shell', 'flame', 'petal'], knot: ['leaf', 'star', 'petal'], leaf: ['petal', 'lotus', 'star'],
  shell: ['wave', 'lotus', 'petal'], flame: ['leaf', 'wave', 'lotus'],
};

const parsed = new Map();

function commandsOf(text) {
  if (!parsed.has(text)) {
    parsed.set(text, [...text.matchAll(/([MLCQZ])([^MLCQZ]*)/g)].map(([, command, numbers]) =>
      ({ command, points: numbers.trim() ? numbers.trim().split(/\s+/).map(pair => pair.split(',').map(Number)) : [] })));
  }
  return parsed.get(text);
}

const short = value => Math.round(value * 10) / 10;

/**
 * The path of a figure repeated around the centre.
 * ring: {inner, outer, half (angle of half the figure's width), count, phase}; shrink draws an echo inside the figure.
 */
export function ringPath(text, ring, shrink = 0) {
  const commands = commandsOf(text);
  const depth = ring.outer - ring.inner;
  const from = ring.inner + depth * shrink * 0.55;
  const span = depth * (1 - shrink * 1.15);
  const half = ring.half * (1 - shrink * 1.3);
  let d = '';
  for (let i = 0; i < ring.count; i++) {
    const middle = ring.phase + (i * 2 * Math.PI) / ring.count;
    for (const { command, points } of commands) {
      d += command;
      for (const [along, across] of points) {
        const radius = from + along * span;
        const angle = middle + across * half;
        d += `${short(radius * Math.sin(angle))} ${short(-radius * Math.cos(angle))} `;
      }
    }
  }
  return d;
}

export const motifNames = Object.keys(figures);
export const figureOf = motif => figures[motif];
export const companionsOf = motif => companions[motif];
