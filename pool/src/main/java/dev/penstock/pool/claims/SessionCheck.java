package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.CloseReason;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides whether the session of a claimed slot may serve the claim. Thread-safe. */
final class SessionCheck {
    private static final DisconnectCause INVALID = DisconnectCause.server(
                    "its connection failed the validation before use")
            .as(CloseReason.VALIDATION_FAILED);
    private static final DisconnectCause SILENT = DisconnectCause.silence(
                    "its connection gave no answer to the validation before use")
            .as(CloseReason.VALIDATION_FAILED);
    private static final DisconnectCause SILENT_IN_LITTLE_TIME = DisconnectCause.unknown(
                    "its connection gave no answer to the validation before use, in the little time that its claim"
                            + " had left")
            .as(CloseReason.VALIDATION_FAILED);

    private final Backends backends;
    private final NanoClock clock;
    private final Supplier<PoolSettings> settings;

    SessionCheck(Backends backends, NanoClock clock, Supplier<PoolSettings> settings) {
        this.backends = backends;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Whether the connection is used without a validation: it was used or checked a short time ago, its backend has not
     * failed since, and the slot is not condemned.
     */
    static boolean isTrusted(Slot slot, long now, long aliveBypassNanos) {
        boolean recent =
                isWithin(aliveBypassNanos, slot.freeSince(), now) || isWithin(aliveBypassNanos, slot.provenAt(), now);
        return recent && !slot.set().isDoubtful(slot) && !slot.condemned();
    }

    /** A moment after {@code now}, which was read earlier, counts as {@code now}. */
    private static boolean isWithin(long nanos, long moment, long now) {
        return Math.max(0, now - moment) < nanos;
    }

    /** Whether the connection is used without a validation, by the present settings. */
    boolean isTrusted(Slot slot, long now) {
        return isTrusted(slot, now, settings.get().claims().aliveBypassWindow().toNanos());
    }

    /**
     * Validates the connection of a slot that the caller holds. An interrupt from before does not keep a claim from a
     * slot, and stays set.
     *
     * <p>Drivers do not say why a connection is invalid. A failure after half of the limit or later counts as silence.
     *
     * @param leftNanos the time that the claim has left, above 0
     * @return null if the connection is valid; otherwise the cause with which the caller must discard the slot
     * @throws InterruptedException if interrupted during the validation; the caller must discard the slot
     */
    @Nullable
    DisconnectCause validate(Slot slot, long leftNanos) throws InterruptedException {
        long most = settings.get().policy().life().validationTimeout().toNanos();
        boolean interruptedBefore = Thread.interrupted();
        try {
            long limit = Math.min(most, leftNanos);
            long began = clock.nanoTime();
            boolean valid = backends.validate(slot, Duration.ofNanos(limit));
            long ended = clock.nanoTime();
            if (valid) {
                slot.markProven(ended);
                return null;
            }
            if (ended - began < limit / 2) {
                return INVALID;
            }
            return leftNanos < most ? SILENT_IN_LITTLE_TIME : SILENT;
        } finally {
            if (interruptedBefore) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
