package dev.penstock.waits.calls;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last slow calls of one slot, of its claim and of claims before. One thread at a time adds; any thread reads
 * without a lock. A reader leaves out an entry that is overwritten meanwhile.
 */
public final class SlowCalls {
    /** The shortest slow call, in nanoseconds. */
    public static final long LEAST_NANOS = 10_000_000;

    /** The most calls that a reader gets. The entry that is written next does not count. */
    public static final int MOST = 15;

    private static final int CAPACITY = MOST + 1;

    /** The most characters of a text that are kept. */
    private static final int MOST_KEPT = 2_000;

    private final long[] began = new long[CAPACITY];
    private final long[] nanos = new long[CAPACITY];
    private final @Nullable SqlText[] texts = new SqlText[CAPACITY];
    private volatile int added;

    /** No calls yet. */
    public SlowCalls() {}

    /** Adds a call that began at {@code begin} and lasted for {@code duration}, in nanoseconds of the pool's clock. */
    public void add(@Nullable SqlText text, long begin, long duration) {
        VarHandle.storeStoreFence();
        int before = added;
        int i = Math.floorMod(before, CAPACITY);
        began[i] = begin;
        nanos[i] = duration;
        texts[i] = text == null ? null : text.shortened(MOST_KEPT);
        added = before + 1;
    }

    /**
     * The calls that began from {@code from} to {@code to}, the earliest first.
     *
     * @param claimBegan the begin of their claim
     */
    public List<RecordedCall> between(long from, long to, long claimBegan) {
        List<RecordedCall> found = new ArrayList<>();
        int end = added;
        for (int n = Math.max(0, end - MOST); n < end; n++) {
            int i = Math.floorMod(n, CAPACITY);
            long begin = began[i];
            RecordedCall call = new RecordedCall(Optional.ofNullable(texts[i]), begin - claimBegan, nanos[i], false);
            VarHandle.loadLoadFence();
            boolean kept = added - n <= MOST;
            if (kept && begin - from >= 0 && to - begin >= 0) {
                found.add(call);
            }
        }
        return found;
    }
}
