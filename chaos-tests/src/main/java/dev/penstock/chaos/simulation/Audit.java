package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PenstockPoolMXBean;
import dev.penstock.waits.ClaimTotals;
import java.sql.SQLException;
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
 * What must hold after each step, whatever happened.
 *
 * <p>The slots are those that the pool shows; the connections are those that the servers have, so that neither is
 * believed about the other.
 */
final class Audit {
    /** How long a free slot may lie beside a waiter: to be told, or to look, takes a few dispatches. */
    private static final long MOST_BESIDE_NANOS = 20_000_000;

    /** How late a claim may end: some dispatches more than its deadline. */
    private static final long SLACK_NANOS = 20_000_000;

    /**
     * The supervisor publishes what a status task that is stuck has not, and tells all of them of a new maximum, once
     * it gets the processor itself.
     */
    private static final long PUBLISHED_NANOS = 20_000_000_000L;

    private static final int LOOK_AT_CLAIMS_IN = 256;

    private final Kernel kernel;
    private final FakeServers servers;
    private final PenstockDataSource pool;
    private final Map<String, Integer> failures = new TreeMap<>();
    private @Nullable PenstockPoolMXBean bean;
    private @Nullable Claimants claimants;
    /** Since when each server's backend may serve. */
    private final long[] servingSince;

    private int inside;
    private int held;
    private int ceiling;
    private int toldMaximum;
    private long toldAt;
    private long besideSince = -1;
    private long paused;
    private boolean suspended;
    private boolean closed;
    private boolean free;
    private int claims;

    Audit(Kernel kernel, FakeServers servers, PenstockDataSource pool) {
        this.kernel = kernel;
        this.servers = servers;
        this.pool = pool;
        this.servingSince = new long[servers.all().size()];
    }

    /** From here on everything is looked at. */
    void begin(Claimants who) {
        claimants = who;
        bean = pool.getPoolMXBean();
        kernel.afterEachStep(this::look);
    }

    void enters() {
        inside++;
    }

    void leaves() {
        inside--;
    }

    void holds(int change) {
        held += change;
    }

    /** The process stood still for so long, which is nobody's fault. */
    void paused(long nanos) {
        paused += nanos;
        Arrays.fill(servingSince, kernel.elapsed());
        toldAt += nanos;
        besideSince = -1;
    }

    void suspended(boolean now) {
        suspended = now;
        besideSince = -1;
    }

    void closed() {
        closed = true;
    }

    long pauses() {
        return paused;
    }

    void failed(SQLException reason) {
        failures.merge(reason.getClass().getSimpleName(), 1, Integer::sum);
    }

    Map<String, Integer> failures() {
        return failures;
    }

    int claims() {
        return claims;
    }

    /** Whether a claim that begins now is to meet a free slot. */
    boolean anyFree() {
        return free && !suspended && !closed;
    }

    void handedOut(FakeSession session, int to) {
        claims++;
        if (session.holder != 0) {
            throw broken("session", session.id, "is handed to", to, "while it is held by", session.holder);
        }
        if (!session.open || session.closing) {
            throw broken("session", session.id, "is handed to", to, "and closed");
        }
        if (session.late) {
            throw broken("session", session.id, "of an attempt that was given up is handed to", to);
        }
    }

    void claimEnded(Claimant who, boolean wasFree, Fiber fiber) {
        inTime(who);
        Object blocker = fiber.firstBlocker;
        boolean queued = blocker != null && blocker.getClass().getSimpleName().equals("Waiter");
        if (queued && wasFree && fiber.preemptions == 0) {
            throw broken("a claim queued although a slot was free");
        }
    }

    private void inTime(Claimant who) {
        long over = kernel.elapsed() - who.deadline() - (paused - who.pausesBefore());
        if (over > SLACK_NANOS) {
            throw broken("a claim of", who, "lasts", over, "ns longer than its deadline");
        }
    }

    private void look() {
        List<BackendView> views = pool.backends();
        int total = 0;
        int connecting = 0;
        int claimed = 0;
        int unclaimed = 0;
        for (BackendView view : views) {
            SlotCounts slots = view.slots();
            total += slots.total();
            connecting += slots.connecting();
            claimed += slots.held();
            unclaimed += isPublished(view) ? slots.unclaimed() : 0;
        }
        free = unclaimed > 0;
        int maximum = pool.getMaximumPoolSize();
        if (maximum != toldMaximum) {
            toldMaximum = maximum;
            toldAt = kernel.elapsed();
        }
        boolean known = kernel.elapsed() - toldAt > PUBLISHED_NANOS;
        ceiling = Math.max(maximum, known ? Math.min(ceiling, total) : ceiling);
        if (total > ceiling) {
            throw broken("there are", total, "slots, and there may be", ceiling, views);
        }
        if (servers.open() < total - connecting) {
            throw broken(total - connecting, "slots have a connection, and the servers", servers.open());
        }
        if (claimed < held || claimed - held > inside) {
            throw broken(claimed, "slots are held, by", held, "holders and", inside, "on their way");
        }
        besideEachOther(unclaimed);
        if (kernel.steps() % LOOK_AT_CLAIMS_IN == 0) {
            Objects.requireNonNull(claimants).claiming().forEach(this::inTime);
        }
    }

    /** Whether claims know for certain that the backend may serve: that is published a beat later at the latest. */
    private boolean isPublished(BackendView view) {
        int number = servers.of(view.backend()).number;
        switch (view.health()) {
            case REMOVED -> {
                return false;
            }
            case ONLINE, REFUSED -> {
                return kernel.elapsed() - servingSince[number] > PUBLISHED_NANOS;
            }
            default -> {
                servingSince[number] = kernel.elapsed();
                return false;
            }
        }
    }

    private void besideEachOther(int unclaimed) {
        int waiting = unclaimed == 0 || suspended || closed
                ? 0
                : Objects.requireNonNull(bean).getThreadsAwaitingConnection();
        if (waiting == 0) {
            besideSince = -1;
        } else if (besideSince < 0) {
            besideSince = kernel.elapsed();
        } else if (kernel.elapsed() - besideSince > MOST_BESIDE_NANOS) {
            throw broken(unclaimed, "slots are free and", waiting, "claims wait, since", besideSince);
        }
    }

    /** All servers have been well for a while: what the pool lacks all the same. */
    Optional<String> lacking(int backends) {
        accounted();
        int wanted = pool.getMinimumIdle() < 0 ? pool.getMaximumPoolSize() : pool.getMinimumIdle();
        int connected = 0;
        int serving = 0;
        List<BackendView> views = pool.backends();
        for (BackendView view : views) {
            SlotCounts slots = view.slots();
            connected += slots.total() - slots.connecting();
            if (view.health() == BackendHealth.REMOVED && slots.total() == slots.held()) {
                continue;
            }
            boolean unneeded = view.health() == BackendHealth.CONNECTING && slots.total() == 0;
            if (!view.stalled() && (view.health() == BackendHealth.ONLINE || unneeded)) {
                serving++;
            }
        }
        return serving == backends && connected >= wanted
                ? Optional.empty()
                : Optional.of(wanted + " slots of " + backends + " backends are wanted, and there are " + views);
    }

    /** What was recorded adds up. */
    void accounted() {
        ClaimTotals totals = pool.waits().claims();
        if (totals.unaccountedNanos() != 0) {
            throw broken("unaccounted:", totals);
        }
    }

    /** The pool is closed, and everybody has given back. */
    void nothingIsLeft() {
        List<BackendView> views = pool.backends();
        int waiting = Objects.requireNonNull(bean).getThreadsAwaitingConnection();
        if (views.stream().anyMatch(view -> view.slots().total() > 0)) {
            throw broken("after the end there are slots:", views);
        }
        if (servers.open() != 0 || waiting != 0 || inside != 0 || held != 0) {
            throw broken(
                    "after the end",
                    servers.open(),
                    "connections,",
                    waiting,
                    "waiters,",
                    inside,
                    held,
                    "claims are left");
        }
        accounted();
    }

    /** Says what is wrong in so many parts. */
    private static AssertionError broken(Object... parts) {
        return new AssertionError(Stream.of(parts).map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
