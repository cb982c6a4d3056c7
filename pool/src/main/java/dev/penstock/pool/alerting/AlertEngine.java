package dev.penstock.pool.alerting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertListener;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.alerts.AlertState.Phase;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.alerts.Measure;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.pool.reports.Reports;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.history.Records;
import dev.penstock.waits.history.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests the rules of one pool once a second, on the thread of its supervisor, and raises alerts. Thread-safe. A
 * test reads what the pool knows: it waits for no server, no claim and no listener, and no claim waits for it.
 */
public final class AlertEngine implements Alerts {
    static final int MOST_KEPT = 64;
    private static final int BYTES_AN_ALERT = 500;
    private static final long MOST_BYTES = (long) MOST_KEPT * (BYTES_AN_ALERT + 2 * 10_000);
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.alerts");

    private final String pool;
    private final AlertSource source;
    private final InstantSource wallClock;
    private final AsyncLog log;
    private final AlertDelivery delivery;
    private final Supplier<List<AlertRule>> configured;
    private final LogLimit failures = new LogLimit();
    private final TickGauge gauge = new TickGauge();
    private final Figures figures = new Figures(gauge);

    /** Held during a test. A thread that finds it held leaves the test to the other. */
    private final ReentrantLock testing = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Alert> kept = new ArrayDeque<>();

    @GuardedBy("lock")
    private long dropped;

    /** The rules of the configuration for which {@link #rules} was made. Used during tests. */
    private List<AlertRule> adopted = List.of();

    /** The list is replaced and never changed. Written during tests. */
    private volatile List<RuleState> rules;

    /** A rule, its state machine, and its published state. */
    private static final class RuleState {
        private final RuleWatch watch;
        private volatile AlertState state;

        RuleState(AlertRule rule) {
            this.watch = new RuleWatch(rule);
            this.state = new AlertState(
                    rule,
                    Phase.KEPT,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    0,
                    Optional.empty());
        }
    }

    AlertEngine(
            String pool,
            Supplier<List<AlertRule>> configured,
            AlertSource source,
            InstantSource wallClock,
            AsyncLog log,
            AlertDelivery delivery) {
        this.pool = pool;
        this.source = source;
        this.wallClock = wallClock;
        this.log = log;
        this.delivery = delivery;
        this.configured = configured;
        this.adopted = configured.get();
        this.rules = adopted.stream().map(RuleState::new).toList();
    }

    /**
     * The alerts of a running pool.
     *
     * @param pool the name of the pool
     * @param rules the rules to test, at each moment: a changed list is tested from the next test on
     * @param records its records
     * @param reports its reports
     * @param explain a page about the claim of an ID; asks no server
     */
    public static AlertEngine of(
            String pool,
            Supplier<List<AlertRule>> rules,
            Watched watched,
            Records records,
            Reports reports,
            UnaryOperator<String> explain) {
        Backends backends = watched.backends();
        WaitAccounts accounts = watched.accounts();
        ThreadSource threads = backends.threads();
        NanoClock clock = accounts.clock();
        AsyncLog log = backends.log();
        return new AlertEngine(
                pool,
                rules,
                new PoolAlertSource(backends, accounts, records, reports, watched.chains(), explain),
                watched.wallClock(),
                log,
                new AlertDelivery(pool, threads, clock, log, accounts.flight()));
    }

    /**
     * The parts of a pool that are watched.
     *
     * @param backends its backends
     * @param accounts its accounts
     * @param chains its blocking chains
     * @param wallClock the time of the day
     */
    public record Watched(Backends backends, WaitAccounts accounts, PoolChains chains, InstantSource wallClock) {}

    /**
     * Tests all rules, if a second has passed. Never throws, and waits for nothing.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param period the time until the next call
     */
    public void beat(long now, Duration period) {
        if (!testing.tryLock()) {
            return;
        }
        try {
            if (gauge.isDue(now, period)) {
                gauge.tick(now, period);
                adoptRules();
                test(now);
            }
        } catch (Throwable e) {
            logFailure(now, "all rules", e);
        } finally {
            testing.unlock();
        }
    }

    /** A rule that is the same as before goes on. An alert of a rule that is gone or has changed is resolved. */
    private void adoptRules() {
        List<AlertRule> wanted = configured.get();
        if (wanted.equals(adopted)) {
            return;
        }
        List<RuleState> before = rules;
        rules = wanted.stream()
                .map(rule -> before.stream()
                        .filter(state -> state.watch.rule().equals(rule))
                        .findFirst()
                        .orElseGet(() -> new RuleState(rule)))
                .toList();
        adopted = wanted;
        before.stream()
                .filter(state -> state.state.firing() && !wanted.contains(state.watch.rule()))
                .forEach(state -> publish(withdrawn(state)));
    }

    private Alert withdrawn(RuleState state) {
        return new Alert(
                state.watch.rule(),
                Alert.Kind.RESOLVED,
                wallClock.instant(),
                state.watch.lasted(),
                state.watch.values(),
                state.state.last().flatMap(Alert::claim),
                "the configuration has this rule no more",
                state.state.last().map(Alert::report).orElse(""));
    }

    private void logFailure(long now, String what, Throwable failure) {
        if (failures.permits(now)) {
            log.error(LOGGER, "pool {}: alerts do not test {} this second", pool, what, failure);
        }
    }

    private void test(long now) {
        if (gauge.settling()) {
            rules.stream()
                    .map(rule -> rule.watch)
                    .filter(watch -> Figures.isAboutClaims(watch.rule().subject()))
                    .forEach(watch -> watch.window().clear());
        }
        boolean distributions = rules.stream()
                .map(rule -> rule.watch)
                .anyMatch(watch -> watch.rule().subject().measure() == Measure.PERCENTILE
                        && watch.window().isDue(now));
        Signs signs = new Signs(source, now, distributions);
        figures.countStalls(signs.views());
        for (RuleState rule : rules) {
            try {
                test(rule, signs);
            } catch (Throwable e) {
                logFailure(now, rule.watch.rule().name(), e);
            }
        }
        delivery.interruptLate(now);
    }

    private void test(RuleState rule, Signs signs) {
        OptionalDouble figure = figures.of(rule.watch, signs);
        if (figure.isEmpty()) {
            return;
        }
        Phase before = rule.watch.phase();
        Optional<Alert.Kind> news = rule.watch.observe(figure.getAsDouble(), gauge.credit());
        Optional<Alert> alert = news.map(kind -> alert(rule, kind, signs));
        AlertState last = rule.state;
        boolean fires = news.equals(Optional.of(Alert.Kind.FIRES));
        rule.state = new AlertState(
                rule.watch.rule(),
                rule.watch.phase(),
                rule.watch.phase() == before ? last.since() : Optional.of(wallClock.instant()),
                rule.watch.value(),
                rule.watch.baseline(),
                last.fired() + (fires ? 1 : 0),
                alert.or(last::last));
        alert.ifPresent(this::publish);
    }

    private Alert alert(RuleState rule, Alert.Kind kind, Signs signs) {
        Culprit culprit = kind == Alert.Kind.FIRES
                ? culprit(rule.watch.rule(), signs)
                : rule.state
                        .last()
                        .map(fired -> new Culprit(fired.claim(), fired.root(), fired.report()))
                        .orElse(Culprit.NONE);
        return new Alert(
                rule.watch.rule(),
                kind,
                wallClock.instant(),
                rule.watch.lasted(),
                rule.watch.values(),
                culprit.claim(),
                culprit.root(),
                culprit.report());
    }

    /** An alert without a culprit is better than none. */
    private Culprit culprit(AlertRule rule, Signs signs) {
        try {
            return Culprit.of(rule.subject(), signs);
        } catch (RuntimeException | Error e) {
            logFailure(signs.now(), "the cause of " + rule.name(), e);
            return Culprit.NONE;
        }
    }

    private void publish(Alert alert) {
        lock.lock();
        try {
            kept.addFirst(alert);
            if (kept.size() > MOST_KEPT) {
                kept.removeLast();
                dropped++;
            }
        } finally {
            lock.unlock();
        }
        if (alert.kind() == Alert.Kind.FIRES) {
            log.warn(LOGGER, "pool {}: alert {}: {}", pool, alert.rule().name(), alert);
        } else {
            log.info(LOGGER, "pool {}: alert {}: {}", pool, alert.rule().name(), alert);
        }
        delivery.deliver(alert);
    }

    @Override
    public List<AlertState> states() {
        return rules.stream().map(rule -> rule.state).toList();
    }

    @Override
    public List<Alert> kept() {
        lock.lock();
        try {
            return List.copyOf(kept);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AutoCloseable listen(AlertListener listener) {
        return delivery.listen(listener);
    }

    /** What is kept at this moment. */
    public StoreView store() {
        List<Alert> alerts = kept();
        long bytes = alerts.stream()
                .mapToLong(alert -> BYTES_AN_ALERT
                        + 2L * (alert.report().length() + alert.root().length()))
                .sum();
        Optional<Instant> oldest = alerts.isEmpty()
                ? Optional.empty()
                : Optional.of(alerts.get(alerts.size() - 1).at());
        lock.lock();
        try {
            return new StoreView("alerts", oldest, alerts.size(), bytes, MOST_BYTES, dropped, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads of the listeners; interrupts a listener. */
    public void close() {
        delivery.close();
    }
}
