package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** A claimant that a test makes ready to run. */
final class TestReadiness implements AcquireTimeline.Readiness {
    private volatile @Nullable Long since;

    /** From {@code now} on the claimant is ready to run. */
    void ready(long now) {
        since = now;
    }

    /** The claimant runs. */
    void runs() {
        since = null;
    }

    @Override
    public boolean isReady() {
        return since != null;
    }

    @Override
    public long readySince() {
        Long seen = since;
        return seen == null ? 0 : seen;
    }
}
