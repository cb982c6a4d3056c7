package dev.penstock.backends.slots;

/** What a status task notes about one slot. Guarded by the tender's lock. */
final class SlotTracking {
    /** Numbers connect attempts and checks, so that the result of one that was given up is known for late. */
    int attempt;

    /** Whether the attempt of that number is at the connector. */
    boolean underWay;

    /** The last attempt whose effect was carried out; written outside the lock by whoever does so. */
    volatile int begun;

    /** The attempt of that number is being carried out; one that comes late does not take the place of a newer one. */
    void begins(int number) {
        if (number - begun > 0) {
            begun = number;
        }
    }

    /** Whether its attempt began before all connections were to be replaced, and what it brings is to be, too. */
    boolean outdated;

    /** Connect attempts that failed in a row. */
    int failures;

    /** When the next connect attempt is due, in nanoseconds of the pool's clock. */
    long dueAt;

    /** Whether it waited, or waits, for a permit to connect that it has not used yet. */
    boolean hasPermit;

    /** The part of its lifetime, in thousandths, that its connection is replaced before. */
    int lifetimeCut;

    /**
     * Whether its connection was aborted under its holder, or is to be; not where the server has answered since. Read
     * outside the lock by whoever does so.
     */
    volatile boolean aborted;
}
