// The state map: one row for each slot, status task and backend of a run; colour and pattern by state.
const ROW = 17;
const GROUP = 22;
const AXIS = 34;
const NAMES = 110;
// States that are drawn first, so that a short state of another kind stays visible when the map is small.
const COMMON = new Set(['UNCLAIMED', 'CLAIMED', 'EXECUTING', 'IDLE', 'RUNNING', 'ONLINE', 'ABSENT']);

class StateMap {
  constructor(run) {
    this.run = run;
    this.from = 0;
    this.to = run.length;
    this.rows = this.layOut(run.tracks);
    this.row = null;
    this.picked = null;
    this.mark = null;
    this.other = null;
    this.cache = {};
    this.canvas = element('canvas', {
      tabindex: 0, role: 'img', height: this.high,
      'aria-label': `State map of ${run.tracks.length} parts over ${clock(run.length)}. A table of the same states follows.`,
      keydown: event => this.key(event), wheel: event => this.wheel(event), pointerdown: event => this.down(event),
      pointermove: event => this.drag(event), pointerup: event => this.up(event), pointercancel: () => { this.grip = null; },
    });
    this.status = element('span', {class: 'soft', role: 'status', 'aria-live': 'polite'});
    this.detail = element('div', {class: 'detail', 'aria-live': 'polite'});
    this.box = element('section', {class: 'map', 'aria-label': 'State map'}, ...this.parts());
    if (window.ResizeObserver) new ResizeObserver(() => this.draw()).observe(this.canvas);
    for (const query of ['(prefers-color-scheme: dark)', 'print']) {
      window.matchMedia(query).addEventListener('change', () => this.draw());
    }
  }

  layOut(tracks) {
    const rows = [];
    let y = AXIS;
    let backend = null;
    for (const track of tracks) {
      if (track.backend !== backend) {
        y += backend === null ? 0 : 4;
        rows.push({group: track.backend, y});
        backend = track.backend;
        y += GROUP;
      }
      rows.push({track, y});
      y += ROW;
    }
    this.high = y + 6;
    return rows;
  }

  parts() {
    const button = (text, label, work) => element('button', {type: 'button', 'aria-label': label, click: work}, text);
    const used = [...new Set(this.run.tracks.flatMap(track => track.changes.map(change => change.state)))];
    const order = Object.keys(STATES);
    used.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    const note = this.run.coalesced ? ` States shorter than ${this.run.coalesced} ms may be missing.` : '';
    return [
      element('h3', {}, 'State map'),
      element('p', {class: 'soft'}, 'Click: the state and its claim. Shift-click: the time since the last click. Drag: move. ' +
        'Wheel, after a click: zoom. Keys: ', ...['←', '→', '+', '−', '0'].map(key => element('kbd', {}, key)),
        ' move and zoom, ', element('kbd', {}, '↑'), element('kbd', {}, '↓'), ' choose a row, ', element('kbd', {}, '['),
        element('kbd', {}, ']'), ' step through its states, with Shift for the difference.' + note),
      element('div', {class: 'tools'}, button('+', 'Zoom in', () => this.zoom(0.5)), button('−', 'Zoom out', () => this.zoom(2)),
        button('whole run', 'Show the whole run', () => this.show(0, this.run.length)),
        ...this.run.faults.slice(0, 4).map(([from, to, name]) => button('fault: ' + shorten(name, 30), 'Show the fault ' + name,
          () => this.show(from - 500, to + 500))), this.status),
      legend(used.filter(state => state !== 'ABSENT').map(state => [look(STATES, state), state + explain(state)])),
      this.canvas, this.detail, more('States as a table', () => [this.table()]),
    ];
  }

  x(at) {
    return NAMES + (this.wide - NAMES) * (at - this.from) / (this.to - this.from);
  }

  at(x) {
    return this.from + (this.to - this.from) * (x - NAMES) / (this.wide - NAMES);
  }

  draw() {
    const canvas = this.canvas;
    this.wide = canvas.clientWidth;
    if (!this.wide) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(this.wide * scale);
    canvas.height = Math.round(this.high * scale);
    canvas.style.height = this.high + 'px';
    const style = getComputedStyle(document.documentElement);
    this.theme = name => style.getPropertyValue(name).trim();
    const pen = this.pen = canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.fillStyle = this.theme('--back');
    pen.fillRect(0, 0, this.wide, this.high);
    pen.font = '12px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    this.drawAxis(pen);
    // Behind the states, whose colours must stay as they are in the legend.
    this.shadeFaults(pen);
    for (const row of this.rows) this.drawRow(pen, row);
    this.nameFaults(pen);
    if (this.mark !== null) this.drawLine(pen, this.mark, []);
    if (this.other !== null) this.drawLine(pen, this.other, [4, 3]);
    this.status.textContent = this.other === null ? `${clock(Math.max(0, this.from))} to ${clock(this.to)}`
      : `difference ${clock(Math.abs(this.other - this.mark))}, from ${clock(Math.min(this.mark, this.other))} to ${clock(Math.max(this.mark, this.other))}`;
  }

  drawAxis(pen) {
    const step = tickStep(this.to - this.from, Math.max(3, (this.wide - NAMES) / 90));
    pen.strokeStyle = this.theme('--line');
    pen.fillStyle = this.theme('--soft');
    pen.textAlign = 'center';
    for (let at = Math.ceil(this.from / step) * step; at <= this.to; at += step) {
      const x = Math.round(this.x(at)) + 0.5;
      pen.beginPath();
      pen.moveTo(x, AXIS - 6);
      pen.lineTo(x, this.high);
      pen.stroke();
      if (x < this.wide - 20) pen.fillText(Number((at / 1000).toFixed(3)) + ' s', x, AXIS - 13);
    }
    pen.textAlign = 'left';
  }

  drawRow(pen, row) {
    if (row.group !== undefined) {
      pen.fillStyle = this.theme('--text');
      pen.font = '600 12px system-ui, sans-serif';
      pen.fillText(row.group, 4, row.y + GROUP / 2 + 1);
      pen.font = '12px system-ui, sans-serif';
      return;
    }
    pen.fillStyle = row === this.row ? this.theme('--link') : this.theme('--soft');
    pen.fillText((row === this.row ? '▸ ' : '   ') + row.track.name, 4, row.y + ROW / 2);
    const changes = row.track.changes;
    for (const pass of [true, false]) {
      for (let i = this.first(changes); i < changes.length && changes[i].at < this.to; i++) {
        if (COMMON.has(changes[i].state) === pass) this.drawState(pen, row, changes[i], this.end(changes, i));
      }
    }
  }

  drawState(pen, row, change, end) {
    const style = look(STATES, change.state);
    const from = Math.max(NAMES, this.x(change.at));
    const wide = Math.max(COMMON.has(change.state) ? 0.5 : 2, Math.min(this.wide, this.x(end)) - from);
    if (from + wide <= NAMES || end < this.from || !style.colour) return;
    pen.fillStyle = wide < 4 ? style.colour : this.paint(style);
    pen.fillRect(from, row.y + 1, wide, ROW - 2);
    if (wide > 8) {
      pen.fillStyle = this.theme('--back');
      pen.fillRect(from + wide - 0.5, row.y + 1, 0.5, ROW - 2);
    }
    const text = change.state + (change.claim ? ' ' + change.claim : '');
    if (wide > 60 && (wide > 160 || style.pattern !== 'plain')) this.write(pen, text, from, wide, row.y, style);
    if (this.picked && (change === this.picked || (change.claim && change.claim === this.picked.claim))) {
      pen.strokeStyle = this.theme('--text');
      pen.lineWidth = 2;
      pen.strokeRect(from, row.y + 1, wide, ROW - 2);
      pen.lineWidth = 1;
    }
  }

  // A plain ground behind the text: patterns would make it hard to read.
  write(pen, text, from, wide, y, style) {
    pen.font = '10px system-ui, sans-serif';
    const fits = Math.min(pen.measureText(text).width, wide - 10);
    if (fits > 30) {
      pen.save();
      pen.beginPath();
      pen.rect(from + 3, y + 1, fits + 4, ROW - 2);
      pen.clip();
      pen.fillStyle = style.colour;
      pen.fillRect(from + 3, y + 1, fits + 4, ROW - 2);
      pen.fillStyle = ink(style.colour).startsWith('rgba(0') ? '#000' : '#fff';
      pen.fillText(text, from + 5, y + ROW / 2 + 0.5);
      pen.restore();
    }
    pen.font = '12px system-ui, sans-serif';
  }

  paint(style) {
    const key = style.colour + style.pattern;
    if (!this.cache[key]) {
      const tile = document.createElement('canvas');
      tile.width = tile.height = 6;
      const pen = tile.getContext('2d');
      pen.fillStyle = style.colour;
      pen.fillRect(0, 0, 6, 6);
      pen.strokeStyle = ink(style.colour);
      for (const [x1, y1, x2, y2] of STROKES[style.pattern]) {
        pen.beginPath();
        pen.moveTo(x1, y1);
        pen.lineTo(x2, y2);
        pen.stroke();
      }
      this.cache[key] = this.pen.createPattern(tile, 'repeat');
    }
    return this.cache[key];
  }

  shadeFaults(pen) {
    for (const [from, to] of this.run.faults) {
      const x1 = Math.max(NAMES, this.x(from));
      const x2 = Math.min(this.wide, Math.max(this.x(to), this.x(from) + 2));
      if (x2 <= NAMES || x1 >= this.wide) continue;
      pen.fillStyle = this.theme('--fault');
      pen.fillRect(x1, 0, x2 - x1, this.high);
    }
  }

  nameFaults(pen) {
    const shown = this.run.faults.filter(([from, to]) => to > this.from && from < this.to);
    pen.fillStyle = this.theme('--text');
    if (shown.length === 1) pen.fillText('fault: ' + shown[0][2], Math.max(NAMES, this.x(shown[0][0])) + 4, 8);
    for (const [from, to] of shown) {
      this.drawLine(pen, from, [2, 2], '--fault-line');
      this.drawLine(pen, to, [2, 2], '--fault-line');
    }
  }

  drawLine(pen, at, dash, colour) {
    const x = this.x(at);
    if (x < NAMES || x > this.wide) return;
    pen.strokeStyle = this.theme(colour || '--text');
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, this.high);
    pen.stroke();
    pen.setLineDash([]);
  }

  // The index of the state at the left edge.
  first(changes) {
    return Math.max(0, indexAt(changes, this.from));
  }

  end(changes, i) {
    return i + 1 < changes.length ? changes[i + 1].at : this.run.length;
  }

  show(from, to) {
    const length = Math.min(Math.max(20, to - from), this.run.length);
    this.from = Math.min(Math.max(0, from), this.run.length - length);
    this.to = this.from + length;
    this.draw();
  }

  // Zooms by a factor; the given moment, or the middle, stays at its place.
  zoom(factor, at = (this.from + this.to) / 2) {
    this.show(at - (at - this.from) * factor, at + (this.to - at) * factor);
  }

  move(share) {
    const by = (this.to - this.from) * share;
    this.show(this.from + by, this.to + by);
  }

  key(event) {
    const keys = {
      ArrowLeft: () => this.move(-0.2), ArrowRight: () => this.move(0.2), ArrowUp: () => this.choose(-1),
      ArrowDown: () => this.choose(1), '+': () => this.zoom(0.5), '=': () => this.zoom(0.5), '-': () => this.zoom(2),
      '−': () => this.zoom(2), 0: () => this.show(0, this.run.length), Home: () => this.show(0, this.run.length),
      '[': () => this.step(-1, false), ']': () => this.step(1, false), '{': () => this.step(-1, true), '}': () => this.step(1, true),
    };
    const work = keys[event.key];
    if (!work || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    work();
  }

  choose(by) {
    const rows = this.rows.filter(row => row.track);
    const next = this.row === null ? (by > 0 ? 0 : rows.length - 1) : rows.indexOf(this.row) + by;
    this.row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    const at = this.mark === null ? this.from : this.mark;
    this.pick(this.row, Math.max(0, indexAt(this.row.track.changes, at)));
  }

  // Goes to the next or previous state of the chosen row, and brings it into view.
  step(by, difference) {
    if (this.row === null) return this.choose(by);
    const changes = this.row.track.changes;
    const index = Math.min(Math.max(changes.indexOf(this.picked) + by, 0), changes.length - 1);
    const at = changes[index].at;
    if (at < this.from || at >= this.to) this.show(at - (this.to - this.from) / 2, at + (this.to - this.from) / 2);
    if (difference) this.other = at;
    else [this.mark, this.other] = [at, null];
    this.pick(this.row, index);
  }

  wheel(event) {
    if (document.activeElement !== this.canvas || !event.deltaY) return;
    event.preventDefault();
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.at(Math.max(NAMES, event.offsetX)));
  }

  down(event) {
    if (event.button) return;
    this.grip = {x: event.offsetX, from: this.from, to: this.to, moved: false};
    this.canvas.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.grip || (!this.grip.moved && Math.abs(event.offsetX - this.grip.x) < 4)) return;
    this.grip.moved = true;
    const by = (this.grip.x - event.offsetX) * (this.grip.to - this.grip.from) / (this.wide - NAMES);
    this.show(this.grip.from + by, this.grip.to + by);
  }

  up(event) {
    const grip = this.grip;
    this.grip = null;
    if (!grip || grip.moved) return;
    const at = Math.min(this.at(Math.max(NAMES, event.offsetX)), this.run.length);
    if (event.shiftKey && this.mark !== null) {
      this.other = at;
      return this.draw();
    }
    [this.mark, this.other] = [at, null];
    const row = this.rows.find(one => one.track && event.offsetY >= one.y && event.offsetY < one.y + ROW);
    if (!row) return this.draw();
    this.row = row;
    this.pick(row, indexAt(row.track.changes, at));
  }

  pick(row, index) {
    const change = row.track.changes[index];
    this.picked = change || null;
    this.draw();
    if (!change) return this.detail.replaceChildren();
    const end = this.end(row.track.changes, index);
    const where = `${row.track.backend}, ${row.track.name}: ${change.state}${explain(change.state)}, from ${clock(change.at)} ` +
      `for ${millis(Math.round(end - change.at))}`;
    const report = change.claim && this.run.reports[change.claim];
    this.detail.replaceChildren(element('p', {}, element('strong', {}, where)),
      ...(change.claim ? [element('p', {}, 'Claim ' + change.claim + (report ? ':' : ' was neither slow nor did it fail: the pool kept no report.'))] : []),
      ...(report ? [element('pre', {tabindex: 0}, report)] : []));
  }

  // The share of time of each state, by part.
  table() {
    const rows = this.run.tracks.map(track => {
      const sums = {};
      track.changes.forEach((change, i) => {
        const entry = sums[change.state] = sums[change.state] || {times: 0, sum: 0, longest: 0};
        const length = this.end(track.changes, i) - change.at;
        entry.times++;
        entry.sum += length;
        entry.longest = Math.max(entry.longest, length);
      });
      const text = Object.entries(sums).filter(([state]) => state !== 'ABSENT').sort((a, b) => b[1].sum - a[1].sum)
        .map(([state, entry]) => `${state} ${clock(entry.sum)} in ${plural(entry.times, 'part')}, longest ${millis(entry.longest)}`);
      return [track.backend, track.name, text.join('; ')];
    });
    return table('The time in each state', ['backend', 'part', 'states'], rows);
  }
}

function explain(state) {
  return STATES[state] ? ' (' + STATES[state][2] + ')' : '';
}

function shorten(text, most) {
  return text.length > most ? text.slice(0, most - 1) + '…' : text;
}

// The index of the last change that is not after a moment; -1 if the first one is.
function indexAt(changes, at) {
  let low = -1;
  let high = changes.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (changes[middle].at <= at) low = middle;
    else high = middle;
  }
  return low;
}
