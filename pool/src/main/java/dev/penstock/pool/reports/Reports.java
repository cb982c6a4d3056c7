package dev.penstock.pool.reports;

import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.recorder.RareEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The claim reports of one pool. Thread-safe; no claim waits for a reader. */
public interface Reports {
    /** The reports that are kept, the latest first: at most 256. */
    List<KeptReport> kept();

    /** The reports of one kind that are kept, the latest first. */
    List<KeptReport> kept(KeptReport.Kind kind);

    /** The report of each claim in flight, the oldest claim first: at most five for each bucket of their ages. */
    List<KeptReport> inFlight();

    /**
     * The report of one claim, in flight or kept.
     *
     * @param claim the claim's printed ID
     */
    Optional<KeptReport> find(String claim);

    /**
     * One page about a claim, in flight or kept; of an unknown claim, one sentence about the claims that are kept.
     *
     * @param claim the claim's ID, as it is logged; leading words such as {@code claim} do not matter
     */
    String explain(String claim);

    /**
     * The rare events of the pool from {@code from} to {@code to}, the earliest first: health and roles of backends,
     * stalls, failures of background work, operator's commands and changes of the configuration.
     */
    List<RareEvent> events(Instant from, Instant to);

    /** What the store of reports keeps at this moment. */
    StoreView store();

    /**
     * Reports to {@code listener} from now on, beside the listeners that are there.
     *
     * @return ends that when it is closed
     * @throws IllegalStateException if the pool has eight listeners already
     */
    AutoCloseable listen(ReportListener listener);
}
