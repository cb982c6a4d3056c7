package dev.penstock.waits.history;

import java.util.List;

/** What a pool knows of its claims now and in the last hour. Thread-safe; no claim waits for a reader. */
public interface Records {
    /**
     * The claims in flight at this moment, the oldest first. The oldest ones have the frame of the application in which
     * their thread is.
     */
    List<ClaimSample> activity();

    /** The load of each second of the last hour. */
    LoadTimeline load();

    /** The claims in flight at each second of the last hour. */
    ClaimHistory history();

    /** How many slots were in use, and whether more would have helped. */
    Usage usage();

    /** The size, the oldest entry and the dropped entries of each store at this moment. */
    List<StoreView> stores();
}
