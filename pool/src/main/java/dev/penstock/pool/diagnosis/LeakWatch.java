package dev.penstock.pool.diagnosis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WatchedClaimGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the claims that hold their slot for longer than leakDetectionThreshold, logs each of them, and takes back the
 * slots of leaked claims. A claim is logged once for each kind of leak that it becomes.
 *
 * <p>Thread-safe.
 */
public final class LeakWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.leaks");

    private final Supplier<PoolSettings> settings;
    private final Backends backends;
    private final CorrelationIds ids;

    /** The kind that was logged last, by claim. Used during a look only. */
    private final Map<Long, LeakReport.Kind> logged = new HashMap<>();

    /** Held during a look. */
    private final ReentrantLock looking = new ReentrantLock();

    private final LogLimit failures = new LogLimit();

    private volatile List<LeakReport> reports = List.of();

    /** Observes each finding that is logged; does not throw. */
    private volatile Consumer<LeakReport> observer = found -> {};

    /** The leak watch of one pool. It finds nothing until {@link #look} is called. */
    public LeakWatch(Supplier<PoolSettings> settings, Backends backends, CorrelationIds ids) {
        this.settings = settings;
        this.backends = backends;
        this.ids = ids;
    }

    /** Passes each new finding to {@code fresh}, which does not throw, before the slot is taken back. */
    public void setObserver(Consumer<LeakReport> fresh) {
        observer = fresh;
    }

    /** The claims that were past the threshold at the last look. */
    public List<LeakReport> reports() {
        return reports;
    }

    /**
     * Looks at every slot. The ledgers know the holders; therefore a pool that records nothing finds no leak. If
     * another thread looks, this one leaves it to that: a supervisor that was replaced may still be at work. Throws
     * nothing.
     */
    public void look(long now) {
        if (looking.tryLock()) {
            try {
                lookNow(now);
            } catch (RuntimeException | Error e) {
                if (failures.permits(now)) {
                    String form = "pool {}: a look for leaks failed";
                    backends.log().error(LOGGER, form, settings.get().poolName(), e);
                }
            } finally {
                looking.unlock();
            }
        }
    }

    @GuardedBy("looking")
    private void lookNow(long now) {
        Duration threshold = settings.get().diagnosis().leakDetectionThreshold();
        if (threshold.isZero()) {
            logged.clear();
            reports = List.of();
            return;
        }
        Look look = new Look(now, threshold);
        backends.forEachSlot(look::at);
        look.end();
    }

    /** One look at all slots. */
    private final class Look {
        private final long now;
        private final Duration threshold;
        private final Map<Long, LeakReport> found = new HashMap<>();

        Look(long now, Duration threshold) {
            this.now = now;
            this.threshold = threshold;
        }

        void at(Slot slot) {
            HeldClaim claim = slot.ledger().heldClaim(now).orElse(null);
            if (claim == null || claim.heldNanos() < threshold.toNanos()) {
                return;
            }
            WatchedClaimGuard watched = slot.ledger().watch(claim.claimId()).orElse(null);
            LeakReport.Kind kind = kind(claim.holder(), watched);
            LeakReport report = report(slot, claim, kind);
            found.put(claim.claimId(), report);
            if (logged.get(claim.claimId()) != kind) {
                observer.accept(report);
            }
            if (watched != null && kind.leaked()) {
                takeBack(slot, watched, kind);
            }
            if (logged.put(claim.claimId(), kind) != kind) {
                log(report);
            }
        }

        private void takeBack(Slot slot, WatchedClaimGuard watched, LeakReport.Kind kind) {
            if (kind == LeakReport.Kind.UNREACHABLE && holds(slot, watched)) {
                SlotState from = slot.state();
                slot.ledger().recordRelease(now, now);
                DisconnectCause cause =
                        DisconnectCause.leaked("its claim " + ids.format(watched.claimId()) + " was leaked");
                try {
                    watched.takenBack(now);
                } finally {
                    backends.discard(slot, from, cause);
                }
            } else if (kind != LeakReport.Kind.UNREACHABLE
                    && settings.get().diagnosis().reclaimLeaks()) {
                watched.guard().ifPresent(claim -> claim.reclaim("its claim was leaked and is reclaimed"));
            }
        }

        /** A claim that was closed meanwhile was reachable until its ledger forgot it. */
        private boolean holds(Slot slot, WatchedClaimGuard watched) {
            return slot.ledger()
                    .watch(watched.claimId())
                    .filter(now -> now.equals(watched))
                    .isPresent();
        }

        void end() {
            Set<Long> ended = new HashSet<>(logged.keySet());
            ended.removeAll(found.keySet());
            for (long claim : ended) {
                if (logged.remove(claim) == LeakReport.Kind.HELD_LONG) {
                    String form = "pool {}: claim {}, which was held for long, has ended";
                    backends.log().info(LOGGER, form, settings.get().poolName(), ids.format(claim));
                }
            }
            reports = List.copyOf(found.values());
        }
    }

    private static LeakReport.Kind kind(Thread holder, @Nullable WatchedClaimGuard watched) {
        if (watched != null && watched.isUnreachable()) {
            return LeakReport.Kind.UNREACHABLE;
        }
        return holder.isAlive() ? LeakReport.Kind.HELD_LONG : LeakReport.Kind.HOLDER_ENDED;
    }

    private LeakReport report(Slot slot, HeldClaim claim, LeakReport.Kind kind) {
        return new LeakReport(
                kind,
                ids.format(claim.claimId()),
                slot.set().backend().label(),
                claim.attributes().operation(),
                Duration.ofNanos(claim.heldNanos()),
                claim.holder().getName(),
                List.of(claim.holder().getStackTrace()),
                claim.attributes().acquiredAt());
    }

    /** A log that hangs does not stop the supervisor. */
    private void log(LeakReport report) {
        String form = "pool {}: claim {}" + (report.operation().isPresent() ? " for operation '{}'" : "")
                + " on backend {} {}";
        List<Object> facts = new ArrayList<>(List.of(settings.get().poolName(), report.claim()));
        report.operation().ifPresent(facts::add);
        facts.addAll(List.of(report.backend(), report.state(), new LeakStacks(report)));
        if (report.kind().leaked()) {
            backends.log().error(LOGGER, form, facts.toArray());
        } else {
            backends.log().warn(LOGGER, form, facts.toArray());
        }
    }

    /** The stacks of a report in the form that logs print whole. */
    private static final class LeakStacks extends Exception {
        private static final long serialVersionUID = 1;

        LeakStacks(LeakReport report) {
            this("the holder is at", report.holderStack());
            if (!report.acquiredAt().isEmpty()) {
                initCause(new LeakStacks("the claim was made at", report.acquiredAt()));
            }
        }

        private LeakStacks(String what, List<StackTraceElement> stack) {
            super(what);
            setStackTrace(stack.toArray(StackTraceElement[]::new));
        }
    }
}
