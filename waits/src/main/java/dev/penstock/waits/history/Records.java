package dev.penstock.waits.history;

import dev.penstock.waits.sessions.SessionCounts;
import dev.penstock.waits.sessions.SessionView;
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

    /** The violations of its promises that the pool has found on itself; there should be none. */
    PromiseLog promises();

    /** The load of the last ten minutes by the timeline beside that by the history. */
    Reconciliation reconciliation();

    /** The open sessions at this moment with what their claims have waited on, the oldest session first. */
    List<SessionView> sessions();

    /** How many sessions were opened and closed since the start, by reason. */
    SessionCounts sessionCounts();

    /** The last moves of slots from state to state, other than by claims, the earliest first. */
    List<SlotMove> slotMoves();

    /** The size, the oldest entry and the dropped entries of each store at this moment. */
    List<StoreView> stores();
}
