package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.ServiceName;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.alerts.AlertRules;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.InFlightSource;
import dev.penstock.waits.history.PromiseLog;
import dev.penstock.waits.history.Recorder;
import dev.penstock.waits.jfr.PoolFlight;
import dev.penstock.waits.sessions.SessionAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/** Rules over the figures of a pool that a test sets, by a clock that the test moves. */
final class AlertFixture implements AlertSource, AutoCloseable {
    static final long SECOND = 1_000_000_000;
    static final Duration BEAT = Duration.ofMillis(500);
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    final AtomicLong clock = new AtomicLong(SECOND);
    final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    final Recorder recorder;
    final AlertEngine engine;
    final List<BackendView> views = new ArrayList<>();
    List<AlertRule> rules;
    private final List<Long> waitingSince = new ArrayList<>();
    private final List<Long> callingSince = new ArrayList<>();
    private boolean failing;
    private final AsyncLog log = new AsyncLog(ThreadSource.OWN, "alerts-test");

    AlertFixture(List<AlertRule> rules) {
        this.rules = rules;
        recorder = new Recorder(accounts, new Nothing(), () -> 4, () -> BEGIN);
        AlertDelivery delivery = new AlertDelivery("alerts-test", ThreadSource.OWN, clock::get, log, PoolFlight.NONE);
        engine = new AlertEngine(
                "alerts-test", () -> this.rules, this, () -> BEGIN.plusNanos(clock.get()), log, delivery);
    }

    static AlertFixture defaults() {
        return new AlertFixture(AlertRules.of(Map.of(), new ArrayList<>()));
    }

    static AlertFixture of(String... texts) {
        List<AlertRule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(AlertRule.parse("rule_" + rules.size(), text));
        }
        return new AlertFixture(rules);
    }

    private record Nothing() implements InFlightSource {
        @Override
        public InFlight read(long now, long stackAge) {
            return new InFlight(List.of(), 0);
        }

        @Override
        public SessionAccounts sessions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int slotsInUse() {
            return 0;
        }
    }

    /** Four claims have called a server, and six wait for a slot; none goes on. */
    void freeze() {
        for (int i = 0; i < 10; i++) {
            (i < 4 ? callingSince : waitingSince).add(clock.get() - i);
        }
    }

    void thaw() {
        waitingSince.forEach(since -> ended(clock.get() - since));
        waitingSince.clear();
        callingSince.clear();
    }

    /** A claim waits from now on. */
    void waits() {
        waitingSince.add(clock.get());
    }

    /** A claim got its connection after this time. */
    void ended(long nanos) {
        accounts.meters().meter(WaitEvent.CLAIM_ACQUIRE).record(nanos);
    }

    void failing(boolean fails) {
        failing = fails;
    }

    /** Passes time, with a beat each half second. */
    void pass(Duration time) {
        for (long i = 0; i < time.toMillis() / BEAT.toMillis(); i++) {
            clock.addAndGet(BEAT.toNanos());
            engine.beat(clock.get(), BEAT);
        }
    }

    /** The clock steps, and the next beat sees it. */
    void step(Duration time) {
        clock.addAndGet(time.toNanos());
        engine.beat(clock.get(), BEAT);
    }

    List<String> news() {
        List<String> news = new ArrayList<>();
        engine.kept().forEach(alert -> news.add(0, alert.rule().name() + " " + alert.kind()));
        return news;
    }

    @Override
    public List<HeldSlot> held() {
        long now = clock.get();
        return callingSince.stream()
                .map(since -> new HeldSlot(
                        "db/127.0.0.1:5432",
                        0,
                        OptionalInt.empty(),
                        new HeldClaim(
                                accounts.ids(),
                                1_000 + callingSince.indexOf(since),
                                Thread.currentThread(),
                                now - since,
                                now - since,
                                WaitEvent.CLAIM_EXECUTE,
                                now - since,
                                0,
                                ClaimAttributes.NONE,
                                List.of())))
                .toList();
    }

    @Override
    public List<WaitingClaim> waiting(long now) {
        if (failing) {
            throw new IllegalStateException("a defect");
        }
        return waitingSince.stream()
                .map(since -> new WaitingClaim(
                        accounts.ids(),
                        2_000 + waitingSince.indexOf(since),
                        Thread.currentThread(),
                        WaitEvent.CLAIM_WAIT_SLOT,
                        now - since,
                        now - since,
                        Optional.of("checkout"),
                        Optional.empty(),
                        List.of(new Interval(WaitEvent.CLAIM_WAIT_SLOT, 0, now - since)),
                        Optional.empty()))
                .toList();
    }

    @Override
    public int step() {
        return 1;
    }

    @Override
    public Optional<WaitSnapshot> totals() {
        return accounts.tryTotals();
    }

    @Override
    public Optional<WaitSnapshot> distributions() {
        return accounts.trySnapshot();
    }

    @Override
    public List<BackendView> views() {
        return views;
    }

    @Override
    public DiscoveryView discovery() {
        return new DiscoveryView(
                new ServiceName("db"),
                0,
                Freshness.NONE,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public PromiseLog promises() {
        return recorder.promises();
    }

    @Override
    public Optional<String> lastFailed() {
        return Optional.empty();
    }

    @Override
    public Optional<String> slowest() {
        return Optional.empty();
    }

    @Override
    public Optional<String> blockers(String claim) {
        return Optional.empty();
    }

    @Override
    public String explain(String claim) {
        return "page about " + claim;
    }

    @Override
    public void close() {
        engine.close();
        log.close();
    }
}
