package dev.penstock.pool.traces;

import dev.penstock.pool.spans.Tracing;
import dev.penstock.waits.history.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The traces of one pool. Thread-safe; no claim waits for a reader. */
public interface Traces {
    /** The most claims that one call of {@link #arm} traces. */
    int MOST_CLAIMS = 1_000;

    /** The most operations that are armed at a time. */
    int MOST_ARMED = 16;

    /**
     * Does {@code work}, and returns all events of the claims of this pool made inside: on this thread, and on threads
     * that carry its operation by a handle. Claims that still last are shown as they are at the end of the work.
     *
     * @throws E if the work throws it; the trace is then among those that {@link #kept()} returns
     */
    <E extends Exception> Trace trace(TracedWork<E> work) throws E;

    /**
     * Traces the next claims of an operation, of any thread, also in operations inside of it. The operation need not
     * exist yet. A later call for the same operation replaces an earlier one.
     *
     * @param operation the name of the operation
     * @param claims the most claims that are traced: 1 to {@value #MOST_CLAIMS}
     * @param limit the time for which claims may begin to be traced: at most a day
     * @throws IllegalArgumentException if an argument is out of its range; the message names it
     * @throws IllegalStateException if {@value #MOST_ARMED} other operations are armed
     */
    void arm(String operation, int claims, Duration limit);

    /**
     * Ends the effect of {@link #arm} for an operation. A claim that is traced already stays so.
     *
     * @return whether the operation was armed
     */
    boolean disarm(String operation);

    /** The operations that are armed now. */
    List<Armed> armed();

    /**
     * The traces that are kept, the latest first: of armed operations, also of claims in flight, and of {@code
     * PenstockDataSource.trace}. At most 64 traces in 4 MiB.
     */
    List<Trace> kept();

    /**
     * Uses this tracing library from now on, in place of {@code GlobalOpenTelemetry}. It is asked for the span of the
     * current thread if a claim parks, was slow or failed, or is traced; reports, samples and traces then have it. A
     * claim that was slow or failed becomes a span of its own. If the library throws, it is not used any more.
     *
     * @param library the application's tracing library; {@link Tracing#none()} if it shall have no spans of this pool
     */
    void useTracing(Tracing library);

    /** What the store of traces keeps at this moment. */
    StoreView store();

    /**
     * An operation whose claims are traced: an immutable value.
     *
     * @param operation its name
     * @param claims the number of claims that are still to be traced
     * @param until the moment from which no more claim is traced
     */
    record Armed(String operation, int claims, Instant until) {}
}
