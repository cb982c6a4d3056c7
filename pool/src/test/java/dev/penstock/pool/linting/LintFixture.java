package dev.penstock.pool.linting;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.Role;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.ServiceName;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Usage;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.sessions.CloseReason;
import dev.penstock.waits.sessions.OpenReason;
import dev.penstock.waits.sessions.SessionCounts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A pool of four slots at two backends, as far as lints look at it, by a clock that the test moves. */
final class LintFixture implements LintSource, AutoCloseable {
    static final Duration BEAT = Duration.ofMillis(500);
    static final int SLOTS = 4;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    final AtomicLong clock = new AtomicLong(1_000_000_000);
    final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    final List<BackendView> views = new ArrayList<>();
    final Map<String, ServerLoad> loads = new HashMap<>();
    final Map<CloseReason, Long> closed = new HashMap<>();
    Set<Lint> on = EnumSet.allOf(Lint.class);
    Usage usage = new Usage(seconds(1, 10, 0), seconds(1, 10, 0), SLOTS);
    Balance balance = Balance.UNIFORM;
    Optional<Duration> staleFor = Optional.empty();
    long left;
    private final List<ClaimLedger> ledgers = new ArrayList<>();
    private final List<WaitingClaim> waiting = new ArrayList<>();
    private final AsyncLog log = new AsyncLog(ThreadSource.OWN, "lints-test");
    final LintEngine engine = new LintEngine("lints-test", this, () -> on, () -> BEGIN.plusNanos(clock.get()), log);

    LintFixture() {
        for (int i = 0; i < SLOTS; i++) {
            ledgers.add(accounts.openLedger(label(i % 2)));
        }
        views.add(view(0, Optional.empty()));
        views.add(view(1, Optional.empty()));
    }

    static String label(int backend) {
        return backend(backend).label();
    }

    private static Backend backend(int number) {
        return Backend.of("db-" + number, InetAddress.getLoopbackAddress(), 5_432 + number);
    }

    static BackendView view(int number, Optional<String> lastError) {
        return new BackendView(
                backend(number),
                BackendHealth.ONLINE,
                Role.UNKNOWN,
                0,
                false,
                SlotCounts.NONE,
                1_000,
                Microstate.IDLE,
                1,
                0,
                lastError,
                Optional.empty());
    }

    /** Seconds in which {@code used} slots were in use. */
    static Usage.Seconds seconds(int used, long count, long waiting) {
        List<Long> byUsed = new ArrayList<>();
        for (int i = 0; i <= used; i++) {
            byUsed.add(i == used ? count : 0L);
        }
        return new Usage.Seconds(byUsed, 0, waiting);
    }

    /** A claim that the test holds, calls and closes. */
    final class Held extends ClaimGuard implements AutoCloseable {
        private final ClaimLedger ledger;

        Held(int slot, ClaimAttributes attributes) {
            super(attributes);
            ledger = ledgers.get(slot);
            ledger.recordImmediateClaim(this, clock.get());
        }

        @Override
        protected ClaimLedger ledger() {
            return ledger;
        }

        @Override
        public void reclaim(String reason) {
            throw new UnsupportedOperationException(reason);
        }

        Held call(Duration time) {
            beginCall(clock::get, null);
            clock.addAndGet(time.toNanos());
            endCall(clock::get);
            return this;
        }

        Held beginCall() {
            beginCall(clock::get, null);
            return this;
        }

        @Override
        public void close() {
            tryEnd();
            ledger.recordRelease(clock.get(), clock.get());
        }
    }

    Held claim(int slot) {
        return new Held(slot, ClaimAttributes.NONE);
    }

    Held claim(int slot, Operation operation) {
        accounts.operations().enter(operation);
        return new Held(slot, ClaimAttributes.of(operation));
    }

    /** Claims with one call each, at all slots by turns; each has these times. */
    void work(int claims, Duration call, Duration idle) {
        for (int i = 0; i < claims; i++) {
            try (Held held = claim(i % SLOTS)) {
                held.call(call);
                clock.addAndGet(idle.toNanos());
            }
        }
    }

    /** A claim of that thread waits for a slot from now on. */
    void waits(Thread claimant) {
        waiting.add(new WaitingClaim(
                accounts.ids(),
                77,
                claimant,
                WaitEvent.CLAIM_WAIT_SLOT,
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(new Interval(WaitEvent.CLAIM_WAIT_SLOT, 0, 1)),
                Optional.empty()));
    }

    /** Passes time, with a beat each half second. */
    void pass(Duration time) {
        for (long i = 0; i < time.toMillis() / BEAT.toMillis(); i++) {
            clock.addAndGet(BEAT.toNanos());
            engine.beat(clock.get(), BEAT);
        }
    }

    /** Does {@code work} once a second for that time. */
    void each(Duration time, Runnable work) {
        long end = clock.get() + time.toNanos();
        while (clock.get() < end) {
            work.run();
            pass(Duration.ofSeconds(1));
        }
    }

    LintState state(Lint lint) {
        return engine.states().stream()
                .filter(state -> state.lint() == lint)
                .findFirst()
                .orElseThrow();
    }

    boolean raised(Lint lint) {
        return state(lint).raised();
    }

    @Override
    public List<HeldSlot> held() {
        List<HeldSlot> held = new ArrayList<>();
        for (int i = 0; i < ledgers.size(); i++) {
            int slot = i;
            ledgers.get(i)
                    .heldClaim(clock.get())
                    .ifPresent(claim -> held.add(new HeldSlot(label(slot % 2), slot, OptionalInt.empty(), claim)));
        }
        held.sort((one, other) ->
                Long.compare(other.claim().heldNanos(), one.claim().heldNanos()));
        return held;
    }

    @Override
    public List<WaitingClaim> waiting(long now) {
        return waiting;
    }

    @Override
    public List<RecordedClaim> ended() {
        return accounts.recordedClaims();
    }

    @Override
    public Optional<WaitSnapshot> totals() {
        return accounts.tryTotals();
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public SessionCounts sessions() {
        long all = closed.values().stream().mapToLong(Long::longValue).sum();
        return new SessionCounts(Map.of(OpenReason.GROWTH, SLOTS + all), closed);
    }

    @Override
    public long transactionsLeft() {
        return left;
    }

    @Override
    public List<BackendView> views() {
        return views;
    }

    @Override
    public Balance balance() {
        return balance;
    }

    @Override
    public DiscoveryView discovery() {
        return new DiscoveryView(
                new ServiceName("db"),
                0,
                staleFor.isPresent() ? Freshness.STALE : Freshness.FRESH,
                List.of(),
                List.of(),
                staleFor,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Map<String, ServerLoad> serverLoads() {
        return loads;
    }

    @Override
    public void close() {
        log.close();
    }
}
