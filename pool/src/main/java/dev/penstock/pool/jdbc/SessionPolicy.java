package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the session of a claim: how it begins, how it ends, and where its slot goes. An immutable value.
 *
 * @param slotReturn the receiver of slots whose claims are over
 * @param defaults the settings with which each claim gets its session
 * @param reset the rules for the reset of the session
 * @param classifier decides which exceptions cost a slot its session
 * @param writes whether the claim asked for a primary; if so, a server that is read-only costs the slot its session
 * @param exchange the source of another slot for a claim that is set to read-only before its first use; null if a claim
 *     keeps its slot
 * @param trace observes the claim; null unless the claim is traced
 * @param callClock the clock that times JDBC calls; null if they are not timed
 */
public record SessionPolicy(
        SlotReturn slotReturn,
        SessionDefaults defaults,
        ResetPolicy reset,
        DisconnectClassifier classifier,
        boolean writes,
        @Nullable SlotExchange exchange,
        @Nullable ClaimTrace trace,
        @Nullable NanoClock callClock) {
    private static final ClaimGuard.LostClaim NOT_TRACED = now -> {};

    /** A policy for claims that are not traced, with the clock of {@code slotReturn}. */
    public SessionPolicy(
            SlotReturn slotReturn,
            SessionDefaults defaults,
            ResetPolicy reset,
            DisconnectClassifier classifier,
            boolean writes,
            @Nullable SlotExchange exchange) {
        this(slotReturn, defaults, reset, classifier, writes, exchange, null, slotReturn.callClock());
    }

    /** The same policy for a claim that {@code observer} traces, too. */
    SessionPolicy tracedBy(ClaimTrace observer) {
        ClaimTrace both = trace == null ? observer : new ClaimTracePair(trace, observer);
        return new SessionPolicy(slotReturn, defaults, reset, classifier, writes, exchange, both, callClock);
    }

    void callBegins() {
        if (trace != null) {
            trace.callBegan();
        }
    }

    void thrown(Throwable failure) {
        if (trace != null) {
            trace.thrown(failure);
        }
    }

    void released(@Nullable DisconnectCause cause, long closing, long now) {
        if (trace != null) {
            trace.released(cause, closing, now);
        }
    }

    /** Ends the trace of a claim that cannot end itself, because no thread can reach its connection. */
    ClaimGuard.LostClaim lostClaim() {
        ClaimTrace observer = trace;
        return observer == null
                ? NOT_TRACED
                : now -> observer.released(DisconnectCause.leaked("nobody can close it"), now, now);
    }

    void callEnds() {
        if (trace != null) {
            trace.callEnded();
        }
    }
}
