package dev.penstock.pool.diagnosis;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WatchedClaimGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for claims that hold their slot past the threshold, tells each once for each thing that becomes known of it,
 * and takes back what nobody can give back. Confined to the supervisor's thread, but for {@link #reports}.
 */
public final class LeakWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(LeakWatch.class);

    private final Supplier<PoolSettings> settings;
    private final Claims claims;
    private final Backends backends;
    private final CorrelationIds ids;
    private final Map<Long, LeakReport.Kind> told = new HashMap<>();
    private volatile List<LeakReport> reports = List.of();

    public LeakWatch(Claims claims, Backends backends, CorrelationIds ids) {
        this.settings = claims::settings;
        this.claims = claims;
        this.backends = backends;
        this.ids = ids;
    }

    /** The claims that were past the threshold when it looked last. */
    public List<LeakReport> reports() {
        return reports;
    }

    /** Looks at every slot. What is held is known by its ledger, so a pool that records nothing finds no leak. */
    public void look(long now) {
        Duration threshold = settings.get().diagnosis().leakDetectionThreshold();
        if (threshold.isZero()) {
            told.clear();
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
            if (watched != null && kind.leaked()) {
                takeBack(slot, watched, kind);
            }
            if (told.put(claim.claimId(), kind) != kind) {
                tell(report);
            }
        }

        private void takeBack(Slot slot, WatchedClaimGuard watched, LeakReport.Kind kind) {
            if (kind == LeakReport.Kind.UNREACHABLE && holds(slot, watched)) {
                SlotState from = slot.state();
                slot.ledger().recordRelease(now, now);
                claims.discarded(
                        slot,
                        from,
                        DisconnectCause.client("its claim " + ids.format(watched.claimId()) + " was leaked"));
            } else if (kind != LeakReport.Kind.UNREACHABLE
                    && settings.get().diagnosis().reclaimLeaks()) {
                watched.guard().ifPresent(claim -> claim.reclaim("its claim was leaked and is reclaimed"));
            }
        }

        /** A claim that was closed meanwhile was reachable until its ledger had forgotten it. */
        private boolean holds(Slot slot, WatchedClaimGuard watched) {
            return slot.ledger()
                    .watch(watched.claimId())
                    .filter(now -> now.equals(watched))
                    .isPresent();
        }

        void end() {
            Set<Long> ended = new HashSet<>(told.keySet());
            ended.removeAll(found.keySet());
            for (long claim : ended) {
                if (told.remove(claim) == LeakReport.Kind.HELD_LONG) {
                    LOGGER.info(
                            "pool {}: claim {}, which was held for long, has ended",
                            settings.get().poolName(),
                            ids.format(claim));
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

    private void tell(LeakReport report) {
        if (report.kind().leaked()) {
            LOGGER.error("pool {}: {}", settings.get().poolName(), report);
        } else {
            LOGGER.warn("pool {}: {}", settings.get().poolName(), report);
        }
    }
}
