package dev.penstock.waits;

/**
 * The claim that holds a slot, with its times up to one moment: an immutable value. All times are nanoseconds.
 *
 * @param calls the JDBC calls that ended on this slot
 * @param executed the time of these calls and of the call under way
 * @param longest the longest call that ended
 * @param calling whether a call is at the driver
 * @param hold from the handover to the end of the hold, or to the moment
 * @param releasing whether the hold has ended, and the session is being reset
 * @param release from the end of the hold to the moment
 * @param wall from the entry of {@code getConnection()} to the moment
 * @param waited the time before the handover that wait events were charged with
 */
record ClaimInFlight(
        long calls,
        long executed,
        long longest,
        boolean calling,
        long hold,
        boolean releasing,
        long release,
        long wall,
        long waited) {}
