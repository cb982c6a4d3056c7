package dev.penstock.waits.jfr;

import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** A call of the pool's own to a backend. */
abstract class CallEvent extends BackendEvent implements FlightSpan {
    @Label("Slot")
    long slot;

    @Label("Failure")
    @Nullable
    String failure;

    @Override
    public void end(@Nullable String text) {
        end();
        if (shouldCommit()) {
            failure = text;
            commit();
        }
    }
}
