// What an item looks like: its own attributes where it has them, else a look derived from its id and categories.
import { hash, pick, randomFrom } from './random.js';
import { motifNames } from './motifs.js';

// Hues are OKLCH degrees; accent is the hue of the small bright parts. Chroma 0 is grey.
const palettes = {
  blue: { hue: 258, accent: 86, chroma: 1 },
  teal: { hue: 195, accent: 48, chroma: 0.85 },
  green: { hue: 148, accent: 100, chroma: 0.95 },
  gold: { hue: 80, accent: 28, chroma: 0.95 },
  red: { hue: 27, accent: 84, chroma: 1.12 },
  rose: { hue: 350, accent: 40, chroma: 0.85 },
  violet: { hue: 302, accent: 350, chroma: 1 },
  mono: { hue: 260, accent: 80, chroma: 0.05 },
};
const moods = ['calm', 'bright', 'dark', 'playful'];
const paletteNames = Object.keys(palettes);

const genreLooks = {
  action: ['red', 'flame', 'bright'], adventure: ['gold', 'star', 'bright'], animation: ['teal', 'petal', 'playful'],
  children: ['gold', 'petal', 'playful'], "children's": ['gold', 'petal', 'playful'], comedy: ['gold', 'lotus', 'playful'],
  crime: ['mono', 'knot', 'dark'], documentary: ['green', 'leaf', 'calm'], drama: ['blue', 'lotus', 'calm'],
  fantasy: ['violet', 'wave', 'playful'], 'film-noir': ['mono', 'shell', 'dark'], horror: ['red', 'flame', 'dark'],
  imax: ['blue', 'star', 'bright'], musical: ['rose', 'shell', 'playful'], mystery: ['violet', 'knot', 'dark'],
  romance: ['rose', 'lotus', 'calm'], 'sci-fi': ['teal', 'star', 'dark'], thriller: ['blue', 'flame', 'dark'],
  war: ['green', 'star', 'dark'], western: ['gold', 'leaf', 'calm'],
};

const asList = value => Array.isArray(value) ? value : value ? String(value).split('|') : [];
const known = (value, list) => list.includes(value) ? value : null;

function derived(id, item, random) {
  const genres = [...asList(item.categories), ...asList(item.attributes?.genres)].map(g => String(g).toLowerCase());
  const first = genreLooks[genres.find(g => genreLooks[g])];
  const second = genreLooks[genres.filter(g => genreLooks[g])[1]];
  const fallback = randomFrom(hash(genres[0] ?? id));
  return {
    palette: first?.[0] ?? pick(fallback, paletteNames),
    motif: second?.[1] ?? (random() < 0.5 ? first?.[1] : null) ?? pick(random, motifNames),
    mood: first?.[2] ?? pick(random, moods),
    symmetry: 5 + Math.floor(random() * 12),
    density: 0.25 + random() * 0.65,
  };
}

/** {symmetry, palette, motif, density, mood, hue, hue2, accent, chroma, seed} of an item. */
export function lookOf(id, item) {
  const seed = hash(id);
  const random = randomFrom(seed ^ 0x5bd1e995);
  const own = item?.attributes ?? {};
  const base = derived(id, item ?? {}, random);
  const symmetry = Number.isFinite(own.symmetry) ? Math.min(24, Math.max(3, Math.round(own.symmetry))) : base.symmetry;
  const density = Number.isFinite(own.density) ? Math.min(1, Math.max(0, own.density)) : base.density;
  const palette = known(own.palette, paletteNames) ?? base.palette;
  const mood = known(own.mood, moods) ?? base.mood;
  const { hue, accent, chroma } = palettes[palette];
  const tilt = (random() - 0.5) * 18;
  const neighbour = (mood === 'playful' ? 62 : 20) * (random() < 0.5 ? -1 : 1);
  return {
    seed, symmetry, density, palette, mood, chroma,
    motif: known(own.motif, motifNames) ?? base.motif,
    hue: hue + tilt, hue2: hue + tilt + neighbour, accent: mood === 'playful' ? hue + 150 : accent + tilt,
  };
}

/** One line under the title: its categories, else what its drawing is made of. */
export function captionOf(id, item) {
  const categories = asList(item?.categories);
  if (categories.length > 0) return categories.join(' · ');
  const look = lookOf(id, item);
  return `${look.palette} · ${look.motif}`;
}
