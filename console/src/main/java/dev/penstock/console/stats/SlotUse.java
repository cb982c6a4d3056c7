package dev.penstock.console.stats;

/**
 * The use of the slots: since the start, and in the last hour. A row of the view 'usage': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param period since_start or last_hour
 * @param seconds the seconds that were counted
 * @param maximumSize the most slots that the pool may have
 * @param peak the most slots that were seen in use
 * @param fullSeconds seconds in which all slots were in use
 * @param waitingSeconds seconds in which a claim waited for a slot, exact
 * @param advice whether a larger pool would have helped in the last hour
 */
public record SlotUse(
        String pool,
        String period,
        long seconds,
        long maximumSize,
        long peak,
        long fullSeconds,
        long waitingSeconds,
        String advice) {}
