package dev.penstock.waits;

/**
 * A monotonic clock in nanoseconds; only differences have a meaning. Implementations are thread-safe and never throw.
 */
@FunctionalInterface
public interface NanoClock {
    /** The present moment, in nanoseconds since an arbitrary origin. */
    long nanoTime();

    /** The clock of the running virtual machine. */
    static NanoClock system() {
        return System::nanoTime;
    }
}
