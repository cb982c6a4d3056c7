package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A claim that was in flight at one moment. It does not change. Thread-safe.
 *
 * <p>{@link ClaimSample} holds its facts. A view of the history instead reads each fact when it is asked for.
 */
public interface SampleView {
    /** The moment of the sample; all samples of one moment have the same. */
    Instant at();

    /** The number of claims for which this one stands: 1, or more if there were too many to sample all. */
    double weight();

    /** The claim's ID as logs and exceptions print it. */
    String claim();

    /** The event on which it waited. */
    WaitEvent event();

    /** The time since its {@code getConnection()} was entered, in nanoseconds. */
    long claimNanos();

    /** The time since it waited on {@link #event}, in nanoseconds. */
    long eventNanos();

    /** The label of its slot's backend; empty if it waited for a slot. */
    Optional<String> backend();

    /** The number of its slot; empty if it waited for a slot. */
    OptionalLong slot();

    /** The application's name for its work. */
    Optional<String> operation();

    /** The span in which it was made; known of claims that waited, if the pool has a source of spans. */
    Optional<TraceContext> trace();

    /** The application's frame at the top of its thread's stack, if the stack was read. */
    Optional<String> frame();

    /** The digest of the SQL of its call under way, without literals; empty if it had none. */
    Optional<String> sql();

    /** The process or connection of the server that served its session, if the driver knows it. */
    OptionalInt pid();
}
