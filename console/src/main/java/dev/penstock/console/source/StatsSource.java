package dev.penstock.console.source;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.BundleSource;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The records of one pool. Thread-safe. */
public interface StatsSource extends AutoCloseable {
    /** Why a source lacks what a pool does not give over HTTP. */
    String NOT_OVER_HTTP = "a console over HTTP does not show it: give the ID of the process in place of the URL";

    /** The name of the pool. Sources that are queried together have different names. */
    String pool();

    /** Whether the pool is of this process: a reader then takes processor time from its claims. */
    default boolean isLocal() {
        return false;
    }

    /** A sentence that a user of this source should know; usually there is none. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /**
     * Reads tables at this moment.
     *
     * @param tables their names in the catalogue
     * @param range restricts the rows about the past
     * @throws IOException if the pool cannot be read; the message says why, and what to do
     */
    StatsRecords read(Set<String> tables, TimeRange range) throws IOException;

    /**
     * One page about a claim, in flight or kept; of an unknown claim, one sentence about the claims that are kept.
     *
     * @param claim the claim's ID, as logs and exceptions print it
     * @throws IOException if the pool cannot be asked; the message says why, and what to do
     */
    String explain(String claim) throws IOException;

    /**
     * The text of all metrics of the Prometheus registry that shows those of the pool; empty if none does.
     *
     * @param type the media type of the text, as Prometheus names it in the header {@code Accept}
     * @throws IOException if the pool cannot be asked
     */
    default Optional<String> metrics(String type) throws IOException {
        return Optional.empty();
    }

    /**
     * The stacks of all threads of the pool's process; empty if this source does not show them.
     *
     * @throws IOException if the pool cannot be asked
     */
    default Optional<String> threads() throws IOException {
        return Optional.empty();
    }

    /**
     * The events of the pool in the recordings of Flight Recorder that run in its process.
     *
     * @throws IOException if the pool cannot be asked
     */
    default BundleSource.Part flight() throws IOException {
        return BundleSource.Part.none(NOT_OVER_HTTP);
    }

    /**
     * The pool's process and its Java, in one line; empty if this source does not show them.
     *
     * @throws IOException if the process cannot be asked
     */
    default Optional<String> process() throws IOException {
        return Optional.empty();
    }

    /**
     * The last claim that the calling thread holds; empty if it holds none.
     *
     * @throws IOException if the pool is in another process, which knows nothing of this thread
     */
    default Optional<String> currentClaim() throws IOException {
        throw new IOException("current_claim() has no answer for pool " + pool()
                + " in another process: it works in the process of the pool");
    }

    /** Ends the connection to the pool; the pool itself goes on. */
    @Override
    void close();

    /** The records of a pool of this process. A pool that has not started is started by the first reading. */
    static StatsSource of(PenstockDataSource pool) {
        return new LocalSource(pool::instrument);
    }

    /** The records of an instrument of this process. */
    static StatsSource of(Instrument instrument) {
        return new LocalSource(() -> instrument);
    }
}
