// Elements, numbers and colours. Text reaches the page as text nodes and attributes only, never as markup.
const SVG = 'http://www.w3.org/2000/svg';

function element(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function shape(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(target, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') target.addEventListener(key, value);
    else target.setAttribute(key, value);
  }
  target.append(...children.filter(child => child !== null && child !== undefined));
  return target;
}

function count(value) {
  return value.toLocaleString('en-US');
}

function plural(value, noun) {
  return count(value) + ' ' + noun + (value === 1 ? '' : 's');
}

function micros(value) {
  if (value < 1000) return value + ' µs';
  if (value < 10000) return (value / 1000).toFixed(1) + ' ms';
  if (value < 1e6) return Math.round(value / 1000) + ' ms';
  return (value / 1e6).toFixed(value < 1e7 ? 2 : 1) + ' s';
}

function millis(value) {
  return value === null || value === undefined ? '–' : micros(value * 1000);
}

function clock(value) {
  return (value / 1000).toFixed(3) + ' s';
}

const VERDICTS = {
  PASSED: ['✓', 'passed'], FAILED: ['✗', 'failed'], NOT_REACHED: ['◌', 'fault not in effect'], SKIPPED: ['–', 'skipped'],
};

function verdict(name, before) {
  const [sign, text] = VERDICTS[name];
  return element('span', {class: 'verdict ' + name}, (before ? before + ' ' : '') + sign + ' ' + text);
}

function table(caption, heads, rows) {
  const cell = (name, value, numeric) => {
    const target = element(name, numeric ? {class: 'number'} : {});
    target.append(...(Array.isArray(value) ? value : [value]));
    if (name === 'th') target.setAttribute('scope', 'col');
    return target;
  };
  const numeric = heads.map(head => head.startsWith('#'));
  return element('div', {class: 'scroll'}, element('table', {},
    caption ? element('caption', {}, caption) : null,
    element('thead', {}, element('tr', {}, ...heads.map((head, i) => cell('th', head.replace('#', ''), numeric[i])))),
    element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map((value, i) => cell('td', value, numeric[i])))))));
}

function more(title, content) {
  const details = element('details', {class: 'more'}, element('summary', {}, title));
  details.addEventListener('toggle', () => details.append(...content()), {once: true});
  return details;
}

// The colours of Okabe and Ito, which readers with any colour vision tell apart; a pattern is the second sign.
const COLOURS = {
  orange: '#E69F00', sky: '#56B4E9', green: '#009E73', yellow: '#F0E442', blue: '#0072B2', red: '#D55E00',
  pink: '#CC79A7', black: '#3a3a3f', pale: '#BFE3D5', grey: '#B9B9C0',
};

const EVENTS = {
  claim_execute: ['blue', 'plain'], claim_idle: ['sky', 'dots'], claim_wait_slot: ['orange', 'rising'],
  claim_wait_connect: ['red', 'falling'], claim_wait_backend: ['pink', 'cross'], claim_wait_discovery: ['yellow', 'dots'],
  claim_wait_admin: ['black', 'dots'], claim_validate: ['green', 'plain'], claim_dispatch: ['yellow', 'rising'],
  claim_reset: ['green', 'falling'],
};

const STATES = {
  UNCLAIMED: ['pale', 'plain', 'free'], CLAIMED: ['sky', 'dots', 'held, not at the driver'],
  EXECUTING: ['blue', 'plain', 'held, at the driver'], CONNECTING: ['orange', 'rising', 'has no session yet'],
  RESETTING: ['yellow', 'falling', 'released, is being reset'], CHECKING: ['pink', 'upright', 'free, is being checked'],
  RETIRED: ['black', 'dots', 'is given up'], ABSENT: ['none', 'plain', 'does not exist'],
  IDLE: ['pale', 'plain', 'has no message'], QUEUED: ['orange', 'upright', 'is ready to run, and does not run'],
  RUNNING: ['blue', 'plain', 'runs'], BLOCKED: ['pink', 'cross', 'waits for a monitor'],
  WAITING: ['yellow', 'dots', 'waits for a condition'], IN_IO: ['sky', 'falling', 'is in a system call'],
  STALLED: ['red', 'cross', 'does not answer'], ONLINE: ['pale', 'plain', 'the server answers'],
  OFFLINE: ['black', 'rising', 'the server does not answer'], REFUSED: ['pink', 'falling', 'refuses the credentials'],
  DRAINED: ['grey', 'dots', 'taken out of service'], REMOVED: ['grey', 'cross', 'left the service'],
};

function look(names, name) {
  const [colour, pattern] = names[name] || ['grey', 'upright'];
  return {colour: COLOURS[colour] || null, pattern};
}

// The strokes of a pattern in a tile of 6 × 6.
const STROKES = {
  plain: [], rising: [[0, 6, 6, 0]], falling: [[0, 0, 6, 6]], upright: [[3, 0, 3, 6]],
  cross: [[0, 6, 6, 0], [0, 0, 6, 6]], dots: [[2, 3, 4, 3]],
};

// Dark strokes on light colours, light ones on dark.
function ink(colour) {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
  return r * 0.3 + g * 0.6 + b * 0.1 > 120 ? 'rgba(0,0,0,.55)' : 'rgba(255,255,255,.75)';
}

let patterns = 0;

// Defines a pattern within an SVG and returns its fill.
function pattern(defs, style) {
  const id = 'pattern-' + patterns++;
  defs.append(shape('pattern', {id, width: 6, height: 6, patternUnits: 'userSpaceOnUse'},
    shape('rect', {width: 6, height: 6, fill: style.colour}),
    ...STROKES[style.pattern].map(([x1, y1, x2, y2]) => shape('line', {x1, y1, x2, y2, stroke: ink(style.colour)}))));
  return 'url(#' + id + ')';
}

function swatch(style) {
  const defs = shape('defs');
  const paint = style.colour ? pattern(defs, style) : 'none';
  return shape('svg', {width: 22, height: 12, 'aria-hidden': 'true'}, defs,
    shape('rect', {width: 22, height: 12, fill: paint, stroke: '#888'}));
}

function legend(entries) {
  return element('div', {class: 'legend'}, ...entries.map(([style, text]) => element('span', {}, swatch(style), text)));
}
