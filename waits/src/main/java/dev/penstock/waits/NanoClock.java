package dev.penstock.waits;

/**
 * A monotonic clock in nanoseconds. Implementations are thread-safe and never throw; only differences have a meaning.
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
