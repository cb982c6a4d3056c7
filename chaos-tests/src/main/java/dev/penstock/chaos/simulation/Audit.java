package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.backends.TargetServerType;
import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PenstockPoolMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The invariants that must hold after each step.
 *
 * <p>The pool reports the slots, and the servers report the connections. Therefore each is checked against the other.
 */
final class Audit {
    /** The longest time of a free slot beside a waiter: a wake-up or a poll takes a few dispatches. */
    private static final long FREE_BESIDE_WAITER_NANOS = 20_000_000;

    /** The time that a claim may take beyond its deadline: a few dispatches. */
    private static final long SLACK_NANOS = 20_000_000;

    /** The longest time from the connect of a session to its arrival in its slot. */
    static final long PLACED_NANOS = 5_000_000;

    private static final int LOOK_AT_CLAIMS_IN = 256;
    /** The longest message of a claim's exception, in characters. */
    private static final int MAX_MESSAGE = 4_096;

    /** The longest last error of a backend, in characters. */
    private static final int MAX_ERROR = 1_000;

    private static final TargetServerType[] TARGETS = TargetServerType.values();

    private final Kernel kernel;
    private final FakeServers servers;
    private final PenstockDataSource pool;
    private final Starvation starvation;
    private final RecoveryCheck recovery;
    private final ObservedServers observed;
    private final SlotAudit slots;
    private final RoleAudit roles;
    private final OperationAudit operations;
    private final Map<String, Integer> failures = new TreeMap<>();
    private @Nullable PenstockPoolMXBean bean;
    private @Nullable Claimants claimants;

    private int inside;
    private int held;
    private final long[] freeBesideWaiterSince = new long[TARGETS.length];
    private long paused;
    private final AccountsAudit accounts = new AccountsAudit();
    private boolean suspended;
    private boolean closed;
    private int claims;

    Audit(
            Kernel kernel,
            FakeServers servers,
            PenstockDataSource pool,
            SimulationParameters parameters,
            Starvation starvation) {
        this.kernel = kernel;
        this.servers = servers;
        this.pool = pool;
        this.starvation = starvation;
        this.observed = new ObservedServers(
                kernel, servers, starvation, parameters.routing().balance() == Balance.PRIORITY);
        this.slots = new SlotAudit(kernel, servers, pool, observed, starvation);
        this.roles = new RoleAudit(kernel, servers, observed, starvation);
        this.operations = new OperationAudit(kernel, servers, starvation);
        this.recovery = new RecoveryCheck(pool, parameters, roles);
        Arrays.fill(freeBesideWaiterSince, -1);
    }

    /** Starts the checks. */
    void begin(Claimants who) {
        claimants = who;
        bean = pool.getPoolMXBean();
        kernel.afterEachStep(this::inspect);
        kernel.withinSteps(() -> observed.observe(pool.backends()));
    }

    OperationAudit operations() {
        return operations;
    }

    void callBegins() {
        inside++;
    }

    void callEnds() {
        inside--;
    }

    void heldChanged(int change) {
        held += change;
    }

    /** Records a pause of the process, which must not count as a delay of the pool. */
    void paused(long nanos) {
        paused += nanos;
        observed.paused();
        slots.paused(nanos);
        Arrays.fill(freeBesideWaiterSince, -1);
    }

    void suspended(boolean now) {
        suspended = now;
        if (now) {
            operations.suspendRequested();
        }
        Arrays.fill(freeBesideWaiterSince, -1);
    }

    void suspendReported() {
        check(operations.suspended(held));
    }

    void evictReported(FakeServer server, long asked) {
        check(operations.evicted(server, asked));
    }

    void drainReported(FakeServer server) {
        check(operations.drained(server, observed.of(server)));
    }

    void closed() {
        closed = true;
        long abortsFrom =
                kernel.elapsed() + Duration.ofMillis(pool.getCloseTimeout()).toNanos();
        servers.all().forEach(server -> server.poolCloses(abortsFrom));
    }

    long pauses() {
        return paused;
    }

    void failed(SQLException reason) {
        check(String.valueOf(reason.getMessage()), MAX_MESSAGE);
        failures.merge(reason.getClass().getSimpleName(), 1, Integer::sum);
    }

    Map<String, Integer> failures() {
        return failures;
    }

    int claims() {
        return claims;
    }

    /** Whether a claim for {@code target} that begins now must find a free slot. */
    boolean anyFree(TargetServerType target) {
        return observed.free(target) > 0 && !suspended && !closed;
    }

    /** The pool begins a connect attempt to the server. */
    void connectBegins(FakeServer server) {
        int rate = pool.getConnectRate();
        if (!server.connectRate.attempt(rate, starvation.calmFor())) {
            throw servers.violation(
                    "server " + server.number + " gets more than " + rate + " connect attempts a second");
        }
    }

    /** The pool has a new session. The counts are checked once the session is in its slot. */
    void connected(FakeSession session) {
        kernel.after(
                PLACED_NANOS,
                ActorIds.ENVIRONMENT,
                () -> slots.connected(session.server).ifPresent(wrong -> {
                    throw violation("after session", session.id + ":", wrong, "slots:", pool.backends());
                }));
    }

    /** A check of a connection begins: by the pool, or by the one claim that waits for a check. */
    void checkBegins(FakeSession session) {
        FakeServer server = session.server;
        if (!observed.isOutOfServiceSince(server, kernel.elapsed())
                || observed.of(server).checking() > 0) {
            return;
        }
        List<Claimant> validating = Objects.requireNonNull(claimants).all().stream()
                .filter(Claimant::validates)
                .toList();
        if (validating.size() == 1 && validating.get(0).isFirstTry()) {
            throw servers.violation(
                    validating.get(0) + " claims a slot of server " + server.number + ", which is out of service");
        }
    }

    void handedOut(FakeSession session, int to, Claimant who) {
        claims++;
        if (session.holder != 0) {
            throw violation("session", session.id, "is handed to", to, "while", session.holder, "holds it");
        }
        if (!session.open || session.closing) {
            throw violation("session", session.id, "is handed to", to, "although it is closed");
        }
        if (session.abandoned) {
            throw violation("session", session.id, "of an abandoned connect attempt is handed to", to);
        }
        check(operations
                .handedOut(session, who.claimsSince())
                .or(() -> roles.handedOut(session.server, who.target(), who.claimsSince()))
                .map(wrong -> "session " + session.id + " is handed to " + to + " for " + who.target() + ": " + wrong));
    }

    /** A claim that did not queue gets a session of {@code server}. */
    void claimedWithoutWait(FakeServer server, Claimant who) {
        if (observed.isOutOfServiceSince(server, who.claimsSince())) {
            throw violation(who, "claims a slot of server", server.number, "which is out of service");
        }
        boolean any = who.target() == TargetServerType.ANY;
        if (any && observed.isOutranked(server, who.claimsSince())) {
            throw violation(who, "claims a slot of server", server.number, "although one of better priority serves");
        }
    }

    void claimEnded(Claimant who, boolean wasFree, Fiber fiber) {
        checkDeadline(who);
        boolean queued = Claimant.isWaiter(fiber.firstBlocker);
        if (queued && wasFree && fiber.preemptions == 0) {
            throw violation("a claim queued although a slot was free");
        }
    }

    private void checkDeadline(Claimant who) {
        long over = kernel.elapsed() - who.deadline() - (paused - who.pausesBefore());
        if (over > SLACK_NANOS) {
            throw violation("a claim of", who, "lasts", over, "ns longer than its deadline");
        }
    }

    /** Checks that a text is short, and one line without controls, whatever servers say. */
    private void check(String text, int limit) {
        if (text.length() > limit || text.chars().anyMatch(Audit::forges)) {
            throw violation("the text of", text.length(), "characters is too long or forges a line:", text);
        }
    }

    private static boolean forges(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }

    private void inspect() {
        List<BackendView> views = pool.backends();
        views.forEach(view -> view.lastError().ifPresent(text -> check(text, MAX_ERROR)));
        observed.observe(views);
        slots.observe(views);
        Claimants all = Objects.requireNonNull(claimants);
        slots.violation(all, inside).ifPresent(wrong -> {
            throw violation(wrong, views);
        });
        if (slots.held() < held || slots.held() - held > inside) {
            throw violation(slots.held(), "slots are held by", held, "claims;", inside, "calls are in progress");
        }
        for (TargetServerType target : TARGETS) {
            checkFreeSlotsBesideWaiters(target, all);
        }
        for (FakeServer server : servers.all()) {
            if (observed.isUnknownOrLeaving(server)) {
                operations.restored(server);
            }
        }
        if (kernel.steps() % LOOK_AT_CLAIMS_IN == 0) {
            checkAccounted();
            for (Claimant one : all.all()) {
                if (one.isClaiming()) {
                    checkDeadline(one);
                }
            }
        }
    }

    private void checkFreeSlotsBesideWaiters(TargetServerType target, Claimants all) {
        int at = target.ordinal();
        boolean beside = anyFree(target) && all.queued(target) > 0;
        if (!beside) {
            freeBesideWaiterSince[at] = -1;
        } else if (freeBesideWaiterSince[at] < 0) {
            freeBesideWaiterSince[at] = kernel.elapsed();
        } else if (kernel.elapsed() - freeBesideWaiterSince[at] > freeSlotLimit()) {
            throw violation(
                    observed.free(target),
                    "slots are free for",
                    target,
                    "while claims wait, since",
                    freeBesideWaiterSince[at]);
        }
    }

    /** If a suspended status task holds an offer of a slot, the supervisor publishes the slot when it runs. */
    private long freeSlotLimit() {
        return starvation.mayHoldOffers() ? ObservedServers.PUBLISHED_NANOS : FREE_BESIDE_WAITER_NANOS;
    }

    /** The deficit of the pool after all servers have been healthy for a while; empty if there is none. */
    Optional<String> missing() {
        checkAccounted();
        return recovery.missing();
    }

    /** Checks that no time is unaccounted for, now and for claims in flight, and that no total decreased. */
    private void checkAccounted() {
        accounts.check(pool.waits()).ifPresent(wrong -> {
            throw violation(wrong);
        });
        if (pool.records().promises().total() > 0) {
            throw violation(
                    "the pool has found a violation on itself:", pool.records().promises());
        }
    }

    /** Checks that nothing is left after the pool is closed and all claims are released. */
    void checkNothingIsLeft() {
        List<BackendView> views = pool.backends();
        int waiting = Objects.requireNonNull(bean).getThreadsAwaitingConnection();
        if (views.stream().anyMatch(view -> view.slots().total() > 0)) {
            throw violation("slots are left after the close:", views);
        }
        if (servers.open() != 0 || waiting != 0 || inside != 0 || held != 0) {
            throw violation(
                    "after the close",
                    servers.open(),
                    "connections,",
                    waiting,
                    "waiters,",
                    inside,
                    held,
                    "claims are left");
        }
        checkAccounted();
    }

    private static void check(Optional<String> wrong) {
        wrong.ifPresent(what -> {
            throw violation(what);
        });
    }

    /** An error whose message consists of these parts. */
    private static AssertionError violation(Object... parts) {
        return new AssertionError(Stream.of(parts).map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
