package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** The expected times of one claim of a simulated pool, computed independently of the ledger. */
final class SimulatedClaim {
    final long began;
    final long handedOver;
    private @Nullable String caller;
    private int depth;
    private long callBegan;
    private @Nullable Long closing;
    long executed;
    long calls;
    long longestCall;

    SimulatedClaim(long began, long handedOver) {
        this.began = began;
        this.handedOver = handedOver;
    }

    /** The hold ends at {@code now}, and a reset begins. */
    void close(long now) {
        closing = now;
    }

    boolean isReleasing() {
        return closing != null;
    }

    /** The time of the hold up to {@code now}. */
    long held(long now) {
        return (closing == null ? now : closing) - handedOver;
    }

    /** The time of the reset up to {@code now}. */
    long released(long now) {
        return closing == null ? 0 : now - closing;
    }

    /** The time of all calls up to {@code now}. */
    long executed(long now) {
        return executed + (caller == null ? 0 : (closing == null ? now : closing) - callBegan);
    }

    boolean isCalling() {
        return caller != null;
    }

    void beginCall(String thread, long now) {
        if (caller == null) {
            caller = thread;
            depth = 1;
            callBegan = now;
        } else if (caller.equals(thread)) {
            depth++;
        }
    }

    /** Ends a call of {@code thread}; false if an outer or an overlapping call goes on. */
    boolean endCall(String thread, long now) {
        if (!thread.equals(caller) || --depth > 0) {
            return false;
        }
        endCall(now);
        return true;
    }

    /** Ends the call under way, if there is one; false otherwise. */
    boolean endCallAt(long closing) {
        boolean calling = isCalling();
        if (calling) {
            endCall(closing);
        }
        return calling;
    }

    private void endCall(long now) {
        caller = null;
        executed += now - callBegan;
        longestCall = now - callBegan;
        calls++;
    }
}
