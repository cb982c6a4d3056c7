package dev.penstock.pool.tracing;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.FailureText;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.jdbc.ClaimTrace;
import dev.penstock.waits.jfr.ClaimFlight;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records the hold and the calls of a claim as JFR events. Thread-safe. */
record FlightTrace(ClaimFlight claim) implements ClaimTrace {
    @Override
    public void callBegan() {
        claim.callBegan();
    }

    @Override
    public void callEnded() {
        claim.callEnded();
    }

    @Override
    public void thrown(Throwable failure) {
        claim.thrown(FailureText.withoutMessage(failure));
    }

    @Override
    public void moved(Slot slot) {
        claim.moved(slot.set().backend().label(), slot.id());
    }

    @Override
    public void released(@Nullable DisconnectCause cause, long closing, long now) {
        claim.released(cause == null ? null : cause.closes().name().toLowerCase(Locale.ROOT));
    }
}
