package dev.penstock.waits.jfr;

import java.sql.SQLException;
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
    public void end(@Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            failure = describe(thrown);
            commit();
        }
    }

    /** Without the message, which may hold a secret. */
    static @Nullable String describe(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        String type = thrown.getClass().getName();
        return thrown instanceof SQLException sql ? type + ", SQL state " + sql.getSQLState() : type;
    }
}
