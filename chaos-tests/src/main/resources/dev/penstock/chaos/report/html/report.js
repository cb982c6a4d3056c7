// The page: the verdict table, and one foldable part for each scenario, drawn when it is opened.
function decode(data) {
  return data.runs.map((run, index) => ({
    index, scenario: run.scenario, description: run.description, pool: run.pool, seed: run.seed, verdict: run.verdict,
    reason: run.reason, length: run.length, faults: run.faults, findings: run.findings, latency: run.latency,
    errors: run.errors, recovery: run.recovery, events: run.events, coalesced: run.coalesced,
    seconds: run.seconds.map(([at, completed, failed, p50, p99, max, ...load]) => {
      const second = {at, completed, failed, p50, p99, max, load: {}};
      for (let i = 0; i < load.length; i += 2) second.load[run.events[load[i]]] = load[i + 1];
      return second;
    }),
    completed: run.seconds.reduce((sum, second) => sum + second[1], 0),
    failed: run.seconds.reduce((sum, second) => sum + second[2], 0),
    tracks: run.tracks.map(([backend, name, numbers]) => {
      const changes = [];
      let at = 0;
      for (let i = 0; i < numbers.length; i += 3) {
        at += numbers[i];
        changes.push({at, state: data.states[numbers[i + 1]], claim: numbers[i + 2] < 0 ? null : run.prefix + run.claims[numbers[i + 2]]});
      }
      return {backend, name, changes};
    }),
    reports: Object.assign(Object.create(null), run.reports),
  }));
}

function group(list, key) {
  const groups = new Map();
  for (const one of list) {
    if (!groups.has(key(one))) groups.set(key(one), []);
    groups.get(key(one)).push(one);
  }
  return groups;
}

function anchor(runs, scenario) {
  return 'scenario-' + [...group(runs, run => run.scenario).keys()].indexOf(scenario);
}

function summary(runs) {
  const pools = [...group(runs, run => run.pool).keys()];
  const rows = [...group(runs, run => run.scenario)].map(([scenario, all]) => [
    element('a', {href: '#' + anchor(runs, scenario)}, scenario),
    ...pools.map(pool => {
      const own = all.filter(run => run.pool === pool);
      return own.length ? own.flatMap((run, i) => [
        ...(i ? [element('br')] : []), element('span', {title: run.reason}, verdict(run.verdict)),
        ...(own.length > 1 ? [element('span', {class: 'soft'}, ' seed ' + run.seed)] : []),
      ]) : '';
    }),
  ]);
  return table('How each pool fared in each scenario', ['scenario', ...pools], rows);
}

function totals(runs) {
  const pools = group(runs, run => run.pool);
  return element('p', {}, ...[...pools].flatMap(([pool, own], i) => {
    const passed = own.filter(run => run.verdict === 'PASSED').length;
    const ran = own.filter(run => run.verdict !== 'SKIPPED').length;
    return [(i ? '; ' : '') + pool + ': ', element('strong', {}, `${passed} of ${ran} passed`)];
  }));
}

function comparison(runs) {
  const ran = runs.filter(run => run.verdict !== 'SKIPPED');
  const acquire = (run, key) => run.latency.acquire && run.latency.acquire[0] ? micros(run.latency.acquire[key]) : '–';
  const times = run => run.recovery ? run.recovery.map(millis) : ['–', '–', '–'];
  return table('Times to notice, route around and recover count from the begin of the fault',
    ['pool', 'verdict', '#completed', '#failed', '#claim median', '#99 %', '#99.9 %', '#longest', '#notice', '#route around', '#recover'],
    ran.map(run => [title(run, runs), [verdict(run.verdict)], count(run.completed), count(run.failed), acquire(run, 1),
      acquire(run, 3), acquire(run, 4), acquire(run, 5), ...times(run)]));
}

function title(run, runs) {
  return run.pool + (runs.some(other => other.pool === run.pool && other.seed !== run.seed) ? ', seed ' + run.seed : '');
}

function card(run, runs) {
  const percentiles = Object.entries(run.latency).filter(([, values]) => values[0] > 0);
  return element('section', {class: 'run', 'aria-label': run.pool},
    element('h3', {}, title(run, runs) + ' ', verdict(run.verdict)),
    run.reason ? element('p', {}, run.reason) : null,
    ...(run.seconds.length ? [...throughput(run), ...latency(run), ...load(run), more('Each second as a table', () => [secondsTable(run)])] : []),
    percentiles.length ? more('Percentiles', () => [table('Durations', ['of', '#count', '#50 %', '#90 %', '#99 %', '#99.9 %', '#longest'],
      percentiles.map(([name, values]) => [name, count(values[0]), ...values.slice(1).map(micros)]))]) : null,
    run.errors.length ? element('div', {}, element('h4', {}, 'Errors by kind'), table('', ['error', '#number'],
      run.errors.map(([kind, number]) => [kind, count(number)]))) : null,
    run.findings.length ? element('h4', {}, 'Checks') : null,
    element('ul', {class: 'findings'}, ...run.findings.map(([checker, passed, text]) => element('li', {},
      element('span', {class: passed ? 'PASSED' : 'FAILED'}, passed ? '✓ ' : '✗ '), element('strong', {}, checker), text ? ': ' + text : ''))),
    element('p', {class: 'repeat'}, `mvn -Pchaos -Dscenario=${run.scenario} -Dpool=${run.pool} -Dseed=${run.seed}`));
}

function body(runs) {
  const faults = group(runs.flatMap(run => run.faults), fault => fault[2]);
  return element('div', {class: 'body'},
    runs[0].description ? element('p', {}, runs[0].description) : null,
    faults.size ? element('p', {class: 'soft'}, 'Faults: ' + [...faults.keys()].join('; ')) : null,
    comparison(runs),
    element('div', {class: 'runs'}, ...runs.map(run => card(run, runs))),
    ...runs.filter(run => run.tracks.length).map(run => {
      const map = new StateMap(run);
      map.box.querySelector('h3').textContent = 'State map of ' + title(run, runs);
      return map.box;
    }));
}

function scenarioPart(runs, all) {
  const part = element('details', {class: 'scenario', id: anchor(all, runs[0].scenario)},
    element('summary', {}, runs[0].scenario, ...runs.map(run => verdict(run.verdict, title(run, runs)))));
  part.addEventListener('toggle', () => part.append(body(runs)), {once: true});
  return part;
}

function openAnchor() {
  const part = document.getElementById(location.hash.slice(1));
  if (part && part.tagName === 'DETAILS') {
    part.open = true;
    part.scrollIntoView();
  }
}

function main() {
  const data = JSON.parse(document.getElementById('data').textContent);
  const runs = decode(data);
  const parts = [...group(runs, run => run.scenario).values()].map(own => scenarioPart(own, runs));
  const openAll = open => () => parts.forEach(part => { part.open = open; });
  document.getElementById('report').append(
    element('h1', {}, data.title),
    element('p', {class: 'soft'}, `Began ${data.startedAt.replace('T', ' ').replace(/\.\d+/, '')}. ${data.java}. ${data.machine}.`),
    totals(runs), summary(runs),
    element('h2', {}, 'Scenarios'),
    element('div', {class: 'tools'}, element('button', {type: 'button', click: openAll(true)}, 'Open all'),
      element('button', {type: 'button', click: openAll(false)}, 'Close all'),
      element('span', {class: 'soft'}, 'What is open is printed.')),
    ...parts);
  const notable = parts.find((part, i) => [...group(runs, run => run.scenario).values()][i].some(run => run.verdict !== 'PASSED'));
  if (location.hash) openAnchor();
  else (notable || parts[0] || {}).open = true;
  window.addEventListener('hashchange', openAnchor);
}

main();
