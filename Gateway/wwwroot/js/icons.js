import { svg } from './dom.js';

// 24 × 24, strokes only.
const paths = {
  like: 'M12 20.2s-7.6-4.6-9.2-9.3C1.7 7.5 3.7 4.6 6.9 4.6c2.2 0 3.9 1.2 5.1 3 1.2-1.8 2.9-3 5.1-3 3.2 0 5.2 2.9 4.1 6.3-1.6 4.7-9.2 9.3-9.2 9.3z',
  save: 'M6.5 3.8h11a1 1 0 0 1 1 1v15.6L12 16.2l-6.5 4.2V4.8a1 1 0 0 1 1-1z',
  hide: 'M3 3l18 18M10.6 6.1A9.8 9.8 0 0 1 12 6c5.2 0 8.4 4.2 9.4 6-.5.9-1.5 2.3-2.9 3.5M6.3 7.7C4.3 9 3.1 10.9 2.6 12c1 1.8 4.2 6 9.4 6 1.8 0 3.3-.5 4.6-1.200M9.9 10a3 3 0 0 0 4.2 4.2',
  open: 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7',
  view: 'M2.6 12C3.6 10.2 6.8 6 12 6s8.4 4.2 9.4 6c-1 1.8-4.2 6-9.4 6s-8.4-4.2-9.4-6zM12 9.200a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.600z',
  other: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  pulse: 'M2.5 12h4.200l2.6-7 4.6 14 2.7-7h4.9',
  user: 'M12 12.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.9-5.4 7.5-5.400s6.7 1.8 7.5 5.4',
  chevron: 'M6 15l6-6 6 6',
};

export function icon(name) {
  const element = svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' });
  element.append(svg('path', { d: paths[name] ?? paths.other }));
  return element;
}
