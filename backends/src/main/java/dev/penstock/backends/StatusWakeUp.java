package dev.penstock.backends;

import dev.penstock.waits.DurationFormat;

/**
 * Why a status task ran: the message that woke it. An immutable value.
 *
 * @param sender the name of the thread that sent the message
 * @param message the type of the message, such as {@code Connected}
 * @param sentAt the moment of the message, in nanoseconds of the pool's clock
 * @param ranAt the moment at which the task began to run, in nanoseconds of the pool's clock
 */
public record StatusWakeUp(String sender, String message, long sentAt, long ranAt) {
    /** For example {@code it ran 12 µs after the message Connected of thread 'penstock-connect-orders-1'}. */
    @Override
    public String toString() {
        return "it ran " + DurationFormat.format(Math.max(0, ranAt - sentAt)) + " after the message " + message
                + " of thread '" + sender + "'";
    }
}
