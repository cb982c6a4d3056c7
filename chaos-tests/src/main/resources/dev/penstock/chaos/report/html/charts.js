// Three charts of one run over time. The fault is shaded.
const WIDE = 460;
const HIGH = 130;
const LEFT = 46;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 18;

function frame(run, label, high) {
  const x = at => LEFT + (WIDE - LEFT - RIGHT) * at / Math.max(1, run.length);
  const svg = shape('svg', {class: 'chart', viewBox: `0 0 ${WIDE} ${HIGH + TOP + BOTTOM}`, role: 'img', 'aria-label': label});
  const defs = shape('defs');
  svg.append(defs);
  for (const [from, to, name] of run.faults) {
    const wide = Math.max(2, x(Math.min(to, run.length)) - x(from));
    svg.append(shape('rect', {class: 'fault', x: x(from), y: TOP, width: wide, height: HIGH}, shape('title', {}, name)));
    svg.append(shape('line', {class: 'fault-edge', x1: x(from), x2: x(from), y1: TOP, y2: TOP + HIGH}));
    svg.append(shape('line', {class: 'fault-edge', x1: x(from) + wide, x2: x(from) + wide, y1: TOP, y2: TOP + HIGH}));
  }
  if (run.faults.length === 1) {
    const [from, , name] = run.faults[0];
    svg.append(shape('text', {x: x(from) + 2, y: 11}, name.length > 40 ? name.slice(0, 39) + '…' : name));
  }
  const step = tickStep(run.length, 6);
  for (let at = 0; at <= run.length; at += step) {
    svg.append(shape('text', {x: x(at), y: TOP + HIGH + 14, 'text-anchor': 'middle'}, at / 1000 + ' s'));
  }
  return {svg, defs, x};
}

function tickStep(length, most) {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 30000, 60000, 120000, 300000, 600000];
  return steps.find(step => length / step <= most) || 1800000;
}

function levels(svg, values, y, text) {
  for (const value of values) {
    svg.append(shape('line', {class: 'grid', x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value)}));
    svg.append(shape('text', {x: LEFT - 4, y: y(value) + 4, 'text-anchor': 'end'}, text(value)));
  }
}

function linear(highest) {
  const power = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 1e-3) / 2)));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => highest / size <= 3) || power * 10;
  const values = [];
  for (let value = 0; value <= highest * 1.0001; value += step) values.push(Number(value.toPrecision(6)));
  return values;
}

// Native tooltips, one for each second.
function hits(chart, run, text) {
  for (const second of run.seconds) {
    const from = chart.x(second.at);
    const to = chart.x(Math.min(second.at + 1000, run.length));
    chart.svg.append(shape('rect', {class: 'hit', x: from, y: TOP, width: Math.max(0, to - from), height: HIGH},
      shape('title', {}, 'from ' + second.at / 1000 + ' s: ' + text(second))));
  }
}

function bars(chart, run, series) {
  const sum = second => series.reduce((total, one) => total + one.of(second), 0);
  const highest = 1.05 * Math.max(...run.seconds.map(sum), 1e-3);
  const y = value => TOP + HIGH * (1 - value / highest);
  levels(chart.svg, linear(highest), y, value => value >= 1000 ? value / 1000 + 'k' : value);
  for (const one of series) one.fill = pattern(chart.defs, one.style);
  for (const second of run.seconds) {
    const from = chart.x(second.at);
    const wide = chart.x(Math.min(second.at + 1000, run.length)) - from;
    let base = 0;
    for (const one of series) {
      const value = one.of(second);
      if (value > 0) {
        const height = Math.max(one.least || 0, HIGH * value / highest);
        chart.svg.append(shape('rect', {
          x: from, y: y(base) - height, width: Math.max(0.5, wide - Math.min(1, wide / 5)), height, fill: one.fill,
        }));
      }
      base += value;
    }
  }
}

function throughput(run) {
  const chart = frame(run, `Throughput: ${plural(run.completed, 'transaction')} completed, ${count(run.failed)} failed`);
  const good = {style: {colour: COLOURS.blue, pattern: 'plain'}, of: second => second.completed};
  const bad = {style: {colour: COLOURS.red, pattern: 'rising'}, of: second => second.failed, least: 2};
  bars(chart, run, [good, bad]);
  hits(chart, run, second => `${count(second.completed)} completed, ${count(second.failed)} failed`);
  return [element('h4', {}, 'Transactions a second'), chart.svg, legend([[good.style, 'completed'], [bad.style, 'failed']])];
}

function load(run) {
  const events = Object.keys(EVENTS).concat(run.events.filter(event => !EVENTS[event])).filter(
    event => run.seconds.some(second => second.load[event]));
  if (!events.length) {
    return [element('h4', {}, 'Load by wait event'), element('p', {class: 'soft'}, 'This pool does not record it.')];
  }
  const chart = frame(run, 'Load by wait event: the average number of claims in each second');
  bars(chart, run, events.map(event => ({style: look(EVENTS, event), of: second => second.load[event] || 0})));
  hits(chart, run, second => events.filter(event => second.load[event]).map(event => event + ' ' + second.load[event]).join(', '));
  return [element('h4', {}, 'Load by wait event (average active claims)'), chart.svg,
    legend(events.map(event => [look(EVENTS, event), event]))];
}

const LINES = [
  ['max', 'longest', COLOURS.red, '2 3'], ['p99', '99 %', COLOURS.orange, '7 3'], ['p50', 'median', COLOURS.blue, ''],
];

function latency(run) {
  const chart = frame(run, 'Time of a claim until it has a connection, on a logarithmic scale');
  const values = run.seconds.flatMap(second => [second.p50, second.max]).filter(value => value > 0);
  const low = Math.floor(Math.log10(Math.max(1, Math.min(...values, 1e3))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1e4))));
  const y = value => TOP + HIGH * (1 - (Math.log10(Math.max(value, 1)) - low) / (high - low));
  const ticks = [];
  for (let power = low; power <= high; power += high - low > 4 ? 2 : 1) ticks.push(Math.pow(10, power));
  levels(chart.svg, ticks, y, microsTick);
  for (const [key, , stroke, dash] of LINES) {
    for (const points of unbroken(run.seconds, key)) {
      const path = points.map(second => chart.x(Math.min(second.at + 500, run.length)) + ',' + y(second[key])).join(' ');
      chart.svg.append(shape('polyline', {points: path, fill: 'none', stroke, 'stroke-width': 2, 'stroke-dasharray': dash}));
      if (points.length === 1) {
        const [cx, cy] = path.split(',');
        chart.svg.append(shape('circle', {cx, cy, r: 2, fill: stroke}));
      }
    }
  }
  hits(chart, run, second => second.max ? `median ${micros(second.p50)}, 99 % ${micros(second.p99)}, longest ${micros(second.max)}`
    : 'no claim got an answer');
  const line = ([, text, stroke, dash]) => element('span', {},
    shape('svg', {width: 26, height: 8, 'aria-hidden': 'true'},
      shape('line', {x1: 0, x2: 26, y1: 4, y2: 4, stroke, 'stroke-width': 2, 'stroke-dasharray': dash})), text);
  return [element('h4', {}, 'Claim latency, by the end of the claim'), chart.svg,
    element('div', {class: 'legend'}, ...LINES.map(line))];
}

function microsTick(value) {
  return value < 1000 ? value + ' µs' : value < 1e6 ? value / 1000 + ' ms' : value / 1e6 + ' s';
}

// A second without claims interrupts the line.
function unbroken(seconds, key) {
  const parts = [[]];
  for (const second of seconds) {
    if (second.max > 0) parts[parts.length - 1].push(second);
    else if (parts[parts.length - 1].length) parts.push([]);
  }
  return parts.filter(part => part.length);
}

function secondsTable(run) {
  const events = run.events.filter(event => run.seconds.some(second => second.load[event]));
  return table('Each second of the run', ['#from', '#completed', '#failed', '#median', '#99 %', '#longest', ...events.map(event => '#' + event)],
    run.seconds.map(second => [second.at / 1000 + ' s', count(second.completed), count(second.failed), micros(second.p50),
      micros(second.p99), micros(second.max), ...events.map(event => second.load[event] ? second.load[event].toFixed(2) : '')]));
}
