package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.NoThreadException;
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
    private static final DisconnectCause GIVEN_UP = DisconnectCause.client("the validation before use was given up");

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
        try {
            return held.set().serves(TargetServerType.SECONDARY) ? null : take(TargetServerType.SECONDARY);
        } catch (NoThreadException e) {
            return null; // reading on the present slot is as good
        }
    }

    @Override
    public @Nullable Slot forWriting(Slot held) throws SQLException {
        TargetServerType usual = settings.get().routing().target();
        if (held.set().serves(usual)) {
            return null;
        }
        try {
            Slot taken = take(usual);
            if (taken != null) {
                return taken;
            }
        } catch (NoThreadException e) {
            throw unavailable(usual, "no thread can validate a connection", e);
        }
        throw unavailable(usual, "none is free", null);
    }

    private SQLException unavailable(TargetServerType usual, String reason, @Nullable Throwable cause) {
        return new SQLTransientConnectionException(
                "pool " + settings.get().poolName() + ": a claim that became read-only before its use has a"
                        + " connection to a secondary (readOnlyRouting). To write it needs a connection to '"
                        + usual + "', and " + reason + ": close the connection and claim another",
                "08001",
                cause);
    }

    /**
     * Takes a free slot. An interrupt during a validation keeps the claim on its slot, and stays set.
     *
     * @return null if none is free
     * @throws NoThreadException if no thread can validate a connection
     */
    private @Nullable Slot take(TargetServerType target) {
        try {
            return takeUsable(target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private @Nullable Slot takeUsable(TargetServerType target) throws InterruptedException {
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

    /** Whether the slot can serve the claim; if not, or if this throws, the slot is given back. */
    private boolean isUsable(Slot slot, long left) throws InterruptedException {
        if (slot.condemned()) {
            slots.unused(slot);
            return false;
        }
        @Nullable DisconnectCause cause = GIVEN_UP;
        try {
            cause = check.isTrusted(slot, slots.now()) ? null : check.validate(slot, left);
        } catch (NoThreadException e) {
            cause = null;
            slots.unused(slot);
            throw e;
        } finally {
            if (cause != null) {
                slots.discarded(slot, SlotState.CLAIMED, cause);
            }
        }
        return cause == null;
    }
}
