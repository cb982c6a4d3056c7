package dev.penstock.waits.history;

/** A promise that the pool keeps, and that it tests on itself at each status interval. The label is its name. */
public enum Promise {
    /** No claim waits while a slot that it may have is unclaimed for more than 100 ms. */
    FREE_SLOT_SERVES_WAITER("free_slot_serves_waiter"),
    /** The numbers of slots by state sum to the slots that exist, and open sessions are opened minus closed ones. */
    COUNTS_SUM("counts_sum"),
    /** There are no more slots and sessions than the configuration allows, in all and at each backend. */
    SESSIONS_WITHIN_LIMIT("sessions_within_limit"),
    /** All time of all claims is charged to a wait event. */
    NOTHING_UNACCOUNTED("nothing_unaccounted");

    private final String label;

    Promise(String label) {
        this.label = label;
    }

    /** The name in metrics, views and logs. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
