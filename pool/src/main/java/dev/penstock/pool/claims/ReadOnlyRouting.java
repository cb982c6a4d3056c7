package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.jdbc.SlotExchange;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Slots of secondaries for claims that are said to be read-only before they are used, and back. Thread-safe.
 *
 * <p>A claim that holds a slot waits for no other: it gets one that is free, or stays. What is unused for long is
 * checked, as for any claim, within validationTimeout and connectionTimeout over all that it tries.
 */
final class ReadOnlyRouting implements SlotExchange {
    private final Claims claims;

    ReadOnlyRouting(Claims claims) {
        this.claims = claims;
    }

    @Override
    public @Nullable Slot forReading(Slot held) {
        return held.set().serves(TargetServerType.SECONDARY) ? null : take(TargetServerType.SECONDARY);
    }

    @Override
    public @Nullable Slot forWriting(Slot held) throws SQLException {
        TargetServerType usual = claims.settings().routing().target();
        if (held.set().serves(usual)) {
            return null;
        }
        Slot taken = take(usual);
        if (taken == null) {
            throw new SQLTransientConnectionException(
                    "pool " + claims.settings().poolName() + ": a claim that was said to be read-only, and has a"
                            + " connection to a secondary (readOnlyRouting), is to write after all, and no connection"
                            + " to '" + usual + "' is free: close it and claim another",
                    "08001");
        }
        return taken;
    }

    private @Nullable Slot take(TargetServerType target) {
        Duration check = claims.settings().policy().life().validationTimeout();
        Duration claim = claims.settings().claims().timeout();
        long most = claim.isZero() || check.compareTo(claim) < 0 ? check.toNanos() : claim.toNanos();
        long began = claims.precisely();
        long left = most;
        while (left > 0 && claims.isOpen()) {
            Slot taken = claims.backends().tryClaim(claims.now(), target);
            Slot free = taken == null ? null : claims.unlessSuspended(taken);
            if (free == null || serves(free, Duration.ofNanos(left), left < check.toNanos())) {
                return free;
            }
            left = most - (claims.precisely() - began);
        }
        return null;
    }

    /**
     * Whether a slot that was taken is good for its claim; else it is gone. An interrupt from before does not keep the
     * claim from a slot; one that comes meanwhile does.
     *
     * @param hasty whether there is less time than a server may take
     */
    private boolean serves(Slot free, Duration left, boolean hasty) {
        @Nullable DisconnectCause loss = DisconnectCause.client("its check before use was given up");
        boolean interrupted = Thread.interrupted();
        try {
            if (claims.trusted(free, claims.now())) {
                loss = null;
            } else if (claims.backends().validate(free, left)) {
                free.markProven(claims.precisely());
                loss = null;
            } else {
                loss = invalid(hasty);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (loss != null) {
                claims.discarded(free, SlotState.CLAIMED, loss);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return loss == null;
    }

    private static DisconnectCause invalid(boolean hasty) {
        return hasty
                ? DisconnectCause.unknown("it was not valid before use within the time that was left")
                : DisconnectCause.server("it failed its validation before use");
    }
}
