package dev.penstock.pool.linting;

import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.linting.CounterWindow.Between;
import dev.penstock.pool.linting.CounterWindow.Sums;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.lints.LintState.Example;
import dev.penstock.pool.lints.LintState.Phase;
import dev.penstock.pool.lints.Lints;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the lints of one pool, on the thread of its supervisor. Thread-safe. It reads what the pool counts anyway:
 * it waits for no server and no claim, and no claim waits for it.
 *
 * <p>Once a second it looks at the claims in flight; every five seconds it compares each number with its threshold.
 * After a pause of the process it begins anew, because nothing that the pause prolonged is a habit.
 */
public final class LintEngine implements Lints {
    /** The time between two looks. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** The time between two tests. */
    static final Duration TEST = Duration.ofSeconds(5);

    /** A look that is later than this follows a pause. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.lints");

    private final String pool;
    private final LintSource source;
    private final Supplier<Set<Lint>> switchedOn;
    private final InstantSource wallClock;
    private final AsyncLog log;
    private final CounterWindow window = new CounterWindow();
    private final CounterLints counters;
    private final ClaimLints claims;
    private final OperationFinder operations;
    private final LogLimit failures = new LogLimit();

    /** Held during a look. A thread that finds it held leaves the look to the other. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile Map<Lint, LintState> states = new EnumMap<>(Lint.class);
    private boolean began;
    private long lookedAt;
    private long testedAt;

    LintEngine(String pool, LintSource source, Supplier<Set<Lint>> switchedOn, InstantSource wallClock, AsyncLog log) {
        this.pool = pool;
        this.source = source;
        this.switchedOn = switchedOn;
        this.wallClock = wallClock;
        this.log = log;
        this.counters = new CounterLints(source);
        this.claims = new ClaimLints(source);
        this.operations = new OperationFinder(source);
        Map<Lint, LintState> initial = new EnumMap<>(Lint.class);
        for (Lint lint : Lint.values()) {
            initial.put(lint, initial(lint));
        }
        this.states = initial;
    }

    private static LintState initial(Lint lint) {
        return new LintState(
                lint, Phase.UNKNOWN, Optional.empty(), OptionalDouble.empty(), ClaimLints.NOT_YET, 0, Optional.empty());
    }

    /**
     * The lints of a running pool.
     *
     * @param settings its settings at each moment
     * @param chains its blocking chains, with its backends and accounts
     * @param records its records
     * @param wallClock the time of the day
     */
    public static LintEngine of(
            Supplier<PoolSettings> settings, PoolChains chains, Records records, InstantSource wallClock) {
        Backends backends = chains.backends();
        return new LintEngine(
                settings.get().poolName(),
                new PoolLintSource(
                        chains, records, () -> settings.get().routing().balance()),
                () -> settings.get().diagnosis().lints(),
                wallClock,
                backends.log());
    }

    @Override
    public List<LintState> states() {
        return List.copyOf(states.values());
    }

    /**
     * Looks, if a second has passed. Never throws, and waits for nothing.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param period the time until the next call
     */
    public void beat(long now, Duration period) {
        if (!looking.tryLock()) {
            return;
        }
        try {
            if (!began || now < lookedAt || now - lookedAt >= LOOK.toNanos() - period.toNanos() / 2) {
                look(now, period);
            }
        } catch (Throwable e) {
            logFailure(now, "a look", e);
        } finally {
            looking.unlock();
        }
    }

    private void logFailure(long now, String what, Throwable failure) {
        if (failures.permits(now)) {
            log.error(LOGGER, "pool {}: lints miss {}", pool, what, failure);
        }
    }

    private void look(long now, Duration period) {
        long due = Math.max(LOOK.toNanos(), period.toNanos());
        if (began && (now < lookedAt || now - lookedAt > due + LATE.toNanos())) {
            window.clear();
            counters.clear();
            claims.clear();
            operations.clear();
        }
        if (!began) {
            testedAt = now;
        }
        began = true;
        lookedAt = now;
        Set<Lint> on = switchedOn.get();
        claims.look(on, now);
        if (on.contains(Lint.ONE_CLAIM_PER_STATEMENT)) {
            operations.look(now);
        }
        if (now - testedAt >= TEST.toNanos() || now < testedAt) {
            testedAt = now;
            test(on, now);
        }
    }

    private void test(Set<Lint> on, long now) {
        if (on.contains(Lint.NESTED_CLAIM)) {
            claims.lookForNestedAmongEnded(now);
        }
        counters.observe(source.views(), now);
        WaitSnapshot waits = source.totals().orElse(null);
        Optional<Between> between = waits == null
                ? Optional.empty()
                : window.advance(new Sums(now, waits, source.sessions(), source.transactionsLeft()));
        Map<Lint, LintState> next = new EnumMap<>(Lint.class);
        List<LintState> first = new ArrayList<>();
        for (Lint lint : Lint.values()) {
            LintState before = states.getOrDefault(lint, initial(lint));
            LintState state = on.contains(lint) ? test(before, between, now) : off(before);
            next.put(lint, state);
            if (state.raised() && before.timesRaised() == 0) {
                first.add(state);
            }
        }
        states = next;
        first.forEach(state -> log.info(LOGGER, "pool {}: lint {}", pool, state));
    }

    private LintState off(LintState before) {
        return before.phase() == Phase.OFF
                ? before
                : new LintState(
                        before.lint(),
                        Phase.OFF,
                        Optional.of(wallClock.instant()),
                        OptionalDouble.empty(),
                        "the property lints switches it off",
                        before.timesRaised(),
                        before.example());
    }

    private LintState test(LintState before, Optional<Between> between, long now) {
        Lint lint = before.lint();
        Finding finding;
        try {
            finding = find(lint, between, now);
        } catch (RuntimeException | Error e) {
            logFailure(now, lint.id(), e);
            finding = Finding.unknown("its test failed, see the log");
        }
        boolean raised = finding.raises(lint);
        Phase phase = finding.value().isEmpty() ? Phase.UNKNOWN : raised ? Phase.RAISED : Phase.CLEAR;
        String seen = Text.line(finding.seen());
        Optional<Example> example = raised
                ? Optional.of(new Example(
                        wallClock.instant(),
                        finding.subject().operation(),
                        finding.subject().backend(),
                        finding.subject().claim(),
                        seen))
                : before.example();
        return new LintState(
                lint,
                phase,
                phase == before.phase() ? before.since() : Optional.of(wallClock.instant()),
                finding.value(),
                seen,
                before.timesRaised() + (raised && !before.raised() ? 1 : 0),
                example);
    }

    private Finding find(Lint lint, Optional<Between> between, long now) {
        Finding early = Finding.unknown("the pool has not seen a minute yet");
        return switch (lint) {
            case HELD_BUT_IDLE -> between.map(counters::heldButIdle).orElse(early);
            case ONE_CLAIM_PER_STATEMENT ->
                between.map(operations::claimPerStatement).orElse(early);
            case NESTED_CLAIM, CLAIM_HELD_OVER_SLEEP, SATURATED_WHILE_DATABASE_IDLE -> claims.counted(lint, now);
            case TRANSACTION_LEFT_OPEN ->
                between.map(counters::transactionsLeft).orElse(early);
            case POOL_NEVER_HALF_USED -> StateLints.neverHalfUsed(source.usage());
            case BACKEND_NEVER_CHOSEN ->
                between.map(part -> counters.neverChosen(part, source.views(), now))
                        .orElse(early);
            case DNS_STALE -> StateLints.stale(source.discovery());
            case VALIDATION_DOMINATES -> between.map(counters::validation).orElse(early);
            case SESSIONS_REPLACED_OFTEN ->
                between.map(counters::sessionsReplaced).orElse(early);
            case THREAD_ENDED_WITH_CLAIM -> claims.endedThreads();
            case MAX_CONNECTIONS_NEAR -> StateLints.connections(source.views(), source.serverLoads());
            case OPERATION_LEFT_OPEN -> operations.leftOpen(now);
            case OPERATION_OUT_OF_ORDER -> operations.outOfOrder(now);
        };
    }
}
