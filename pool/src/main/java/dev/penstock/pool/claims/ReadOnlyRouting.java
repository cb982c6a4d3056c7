package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.jdbc.SlotExchange;
import dev.penstock.waits.NanoClock;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a slot of a secondary to a claim that becomes read-only before it is used, and a slot of a primary to such a
 * claim that is to write after all. Thread-safe.
 *
 * <p>A claim that holds a slot never waits for another: it takes a free one, or it stays. A connection that was unused
 * for long is validated, as for any claim. All validations of one exchange end within validationTimeout and
 * connectionTimeout.
 */
final class ReadOnlyRouting implements SlotExchange {
    private final Supplier<PoolSettings> settings;
    private final Backends backends;
    private final SlotDispatcher slots;
    private final SessionCheck check;
    private final NanoClock clock;

    ReadOnlyRouting(
            Supplier<PoolSettings> settings,
            Backends backends,
            SlotDispatcher slots,
            SessionCheck check,
            NanoClock clock) {
        this.settings = settings;
        this.backends = backends;
        this.slots = slots;
        this.check = check;
        this.clock = clock;
    }

    @Override
    public @Nullable Slot forReading(Slot held) {
        return held.set().serves(TargetServerType.SECONDARY) ? null : take(TargetServerType.SECONDARY);
    }

    @Override
    public @Nullable Slot forWriting(Slot held) throws SQLException {
        TargetServerType usual = settings.get().routing().target();
        if (held.set().serves(usual)) {
            return null;
        }
        Slot taken = take(usual);
        if (taken == null) {
            throw new SQLTransientConnectionException(
                    "pool " + settings.get().poolName() + ": a claim that became read-only before its use has a"
                            + " connection to a secondary (readOnlyRouting). To write it needs a connection to '"
                            + usual + "', and none is free: close the connection and claim another",
                    "08001");
        }
        return taken;
    }

    private @Nullable Slot take(TargetServerType target) {
        Duration validation = settings.get().policy().life().validationTimeout();
        Duration claim = settings.get().claims().timeout();
        long most = claim.isZero() || validation.compareTo(claim) < 0 ? validation.toNanos() : claim.toNanos();
        long began = clock.nanoTime();
        long left = most;
        while (left > 0 && slots.isOpen()) {
            Slot taken = backends.tryClaim(slots.now(), target);
            Slot kept = taken == null ? null : slots.keepIfOpen(taken);
            if (kept == null || isUsable(kept, left)) {
                return kept;
            }
            left = most - (clock.nanoTime() - began);
        }
        return null;
    }

    /** Whether the slot can serve the claim; if not, it is given back. An interrupt keeps the claim where it is. */
    private boolean isUsable(Slot slot, long left) {
        if (slot.condemned()) {
            slots.unused(slot);
            return false;
        }
        @Nullable DisconnectCause cause = DisconnectCause.client("the validation before use was given up");
        try {
            cause = check.isTrusted(slot, slots.now()) ? null : check.validate(slot, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (cause != null) {
                slots.discarded(slot, SlotState.CLAIMED, cause);
            }
        }
        return cause == null;
    }
}
