package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** What one claim of a simulated pool should be charged with, kept beside the ledger and by other means. */
final class SimulatedClaim {
    final long began;
    final long handedOver;
    private @Nullable String caller;
    private int depth;
    private long callBegan;
    long executed;
    long calls;
    long longestCall;

    SimulatedClaim(long began, long handedOver) {
        this.began = began;
        this.handedOver = handedOver;
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

    /** Returns whether a call ended by this. */
    boolean endCall(String thread, long now) {
        if (!thread.equals(caller) || --depth > 0) {
            return false;
        }
        endCall(now);
        return true;
    }

    /** Returns whether a call was under way, and ended by this. */
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
