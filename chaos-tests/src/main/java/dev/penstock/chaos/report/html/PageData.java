package dev.penstock.chaos.report.html;

import dev.penstock.chaos.report.model.FaultInterval;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.Percentiles;
import dev.penstock.chaos.report.model.Recovery;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.SecondRecord;
import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.SuiteRecord;
import dev.penstock.chaos.report.model.Track;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** The results of a suite in the compact form that the page reads. */
final class PageData {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int MOST_TEXT = 2_000;

    private final int changesPerRun;
    private final int reportCharactersPerRun;
    private final Numbers states = new Numbers();

    /** Numbers texts in the order in which they are first asked for. */
    private static final class Numbers {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();

        int of(String text) {
            return numbers.computeIfAbsent(text, any -> numbers.size());
        }

        List<String> texts() {
            return List.copyOf(numbers.keySet());
        }
    }

    private PageData(int changesPerRun, int reportCharactersPerRun) {
        this.changesPerRun = changesPerRun;
        this.reportCharactersPerRun = reportCharactersPerRun;
    }

    /**
     * The results as JSON. It contains no {@code <}, so that no text in it ends the element in which it stands.
     *
     * @param changesPerRun about the most changes of state of one run
     * @param reportCharactersPerRun the most characters of all claim reports of one run
     */
    static String json(SuiteRecord suite, int changesPerRun, int reportCharactersPerRun) {
        PageData data = new PageData(changesPerRun, reportCharactersPerRun);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", suite.title());
        page.put("startedAt", suite.startedAt().toString());
        page.put("java", suite.java());
        page.put("machine", suite.machine());
        page.put("runs", suite.runs().stream().map(data::run).toList());
        page.put("states", data.states.texts());
        return MAPPER.writeValueAsString(page).replace("<", "\\u003c");
    }

    private Map<String, Object> run(RunRecord run) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("scenario", run.scenario());
        page.put("description", run.description());
        page.put("pool", run.pool());
        page.put("seed", Long.toString(run.seed()));
        page.put("verdict", run.verdict().name());
        page.put("reason", cut(run.reason(), MOST_TEXT));
        page.put("length", run.durationMillis());
        page.put("faults", run.faults().stream().map(PageData::fault).toList());
        page.put("findings", run.findings().stream().map(PageData::finding).toList());
        List<String> events = List.copyOf(events(run));
        page.put("events", events);
        page.put(
                "seconds",
                run.seconds().stream().map(second -> second(second, events)).toList());
        Map<String, Object> latency = new LinkedHashMap<>();
        run.latency().forEach((name, values) -> latency.put(name, percentiles(values)));
        page.put("latency", latency);
        page.put("errors", errors(run.errors()));
        page.put("recovery", run.recovery().map(PageData::recovery).orElse(null));
        putTracks(page, run);
        page.put("reports", reports(run.claimReports()));
        return page;
    }

    private static String cut(String text, int most) {
        int more = text.length() - most;
        return more <= 0 ? text : text.substring(0, most) + "…[" + more + " more]";
    }

    private static List<Object> fault(FaultInterval fault) {
        return List.of(fault.fromMillis(), fault.toMillis(), fault.name());
    }

    private static List<Object> finding(Finding finding) {
        return List.of(finding.checker(), finding.passed(), cut(finding.text(), MOST_TEXT));
    }

    private static Collection<String> events(RunRecord run) {
        TreeSet<String> events = new TreeSet<>();
        run.seconds().forEach(second -> events.addAll(second.load().keySet()));
        return events;
    }

    private static List<Object> second(SecondRecord second, List<String> events) {
        List<Object> values = new ArrayList<>(List.of(
                second.millis(),
                second.completed(),
                second.failed(),
                second.acquireP50Micros(),
                second.acquireP99Micros(),
                second.acquireMaxMicros()));
        second.load().forEach((event, load) -> values.addAll(List.of(events.indexOf(event), load)));
        return values;
    }

    private static List<Object> percentiles(Percentiles values) {
        return List.of(
                values.count(),
                values.p50Micros(),
                values.p90Micros(),
                values.p99Micros(),
                values.p999Micros(),
                values.maxMicros());
    }

    /** The most frequent first. */
    private static List<List<Object>> errors(Map<String, Long> errors) {
        return errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(error -> List.<Object>of(cut(error.getKey(), MOST_TEXT), error.getValue()))
                .toList();
    }

    private static List<Optional<Long>> recovery(Recovery times) {
        return List.of(boxed(times.noticedMillis()), boxed(times.routedAroundMillis()), boxed(times.recoveredMillis()));
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private void putTracks(Map<String, Object> page, RunRecord run) {
        Thinning thinned = Thinning.of(run.tracks(), changesPerRun);
        List<String> claims = thinned.tracks().stream()
                .flatMap(track -> track.changes().stream())
                .flatMap(change -> change.claim().stream())
                .distinct()
                .toList();
        String prefix = commonPrefix(claims);
        Numbers numbers = new Numbers();
        claims.forEach(numbers::of);
        page.put("coalesced", thinned.millis());
        page.put(
                "tracks",
                thinned.tracks().stream().map(track -> track(track, numbers)).toList());
        page.put("prefix", prefix);
        page.put(
                "claims",
                claims.stream().map(claim -> claim.substring(prefix.length())).toList());
    }

    /** Three numbers for each change: the time since the previous one, the state, and the claim or -1. */
    private List<Object> track(Track track, Numbers claims) {
        List<Long> numbers = new ArrayList<>();
        long at = 0;
        for (StateChange change : track.changes()) {
            numbers.add(change.millis() - at);
            numbers.add((long) states.of(change.state()));
            numbers.add((long) change.claim().map(claims::of).orElse(-1));
            at = change.millis();
        }
        return List.of(track.backend(), track.name(), numbers);
    }

    private static String commonPrefix(List<String> texts) {
        String prefix = texts.isEmpty() ? "" : texts.get(0);
        for (String text : texts) {
            while (!text.startsWith(prefix)) {
                prefix = prefix.substring(0, prefix.length() - 1);
            }
        }
        return prefix;
    }

    /** Each report may be as long as any other. */
    private Map<String, String> reports(Map<String, String> reports) {
        int each = reportCharactersPerRun / Math.max(1, reports.size());
        Map<String, String> texts = new LinkedHashMap<>();
        reports.forEach((claim, text) -> texts.put(claim, cut(text, each)));
        return texts;
    }
}
