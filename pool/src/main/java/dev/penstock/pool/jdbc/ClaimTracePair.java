package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.slots.Slot;
import org.jspecify.annotations.Nullable;

/** Two observers of one claim. */
record ClaimTracePair(ClaimTrace first, ClaimTrace second) implements ClaimTrace {
    @Override
    public void callBegan() {
        first.callBegan();
        second.callBegan();
    }

    @Override
    public void callEnded() {
        first.callEnded();
        second.callEnded();
    }

    @Override
    public void thrown(Throwable failure) {
        first.thrown(failure);
        second.thrown(failure);
    }

    @Override
    public void moved(Slot slot) {
        first.moved(slot);
        second.moved(slot);
    }

    @Override
    public void released(@Nullable DisconnectCause cause, long closing, long now) {
        first.released(cause, closing, now);
        second.released(cause, closing, now);
    }
}
