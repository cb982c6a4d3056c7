package dev.penstock.waits.jfr;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records the JFR events of one claim. Thread-safe. No method throws or blocks. Texts must hold no secret. */
public interface ClaimFlight {
    /** Records nothing. */
    ClaimFlight NONE = new ClaimFlight() {};

    /**
     * Tells the printed ID of the claim, and its operation. Called before all other methods.
     *
     * @param claim supplies the ID; called only if an event is recorded, and must not block
     */
    default void identify(Supplier<String> claim, @Nullable String operation) {}

    /**
     * A release handed a slot to the claim. {@link #acquired} follows.
     *
     * @param from the name of the thread that did; null if it is not known
     * @param overtaken how often a later claim was served first
     */
    default void handedOver(@Nullable String from, int overtaken) {}

    /**
     * The claim has its connection.
     *
     * @param waits supplies the wait events of the acquire, and is called at once or never; null if it did not wait
     */
    default void acquired(String backend, long slot, @Nullable Supplier<String> waits) {}

    /** The claim got no connection, because of {@code failure}. */
    default void failed(String outcome, String waits, String failure) {}

    /** A JDBC call goes to the driver. {@link #callEnded} follows each call of this method. */
    default void callBegan() {}

    /** The driver returned from a JDBC call. */
    default void callEnded() {}

    /** The driver threw an exception, which {@code failure} describes. */
    default void thrown(String failure) {}

    /** The claim has moved to another slot. */
    default void moved(String backend, long slot) {}

    /**
     * The claim has ended.
     *
     * @param closed why no other claim may have the session; null if one may
     */
    default void released(@Nullable String closed) {}
}
