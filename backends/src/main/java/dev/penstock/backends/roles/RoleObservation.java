package dev.penstock.backends.roles;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import org.jspecify.annotations.Nullable;

/**
 * The role of one backend, as its server said it: an immutable value.
 *
 * <p>A server is asked on several connections at once, and the answers may arrive in any order. Each answer was true at
 * some moment between {@code began} and {@code ended} of its query. If two answers contradict each other and overlap,
 * the one that promises no writes counts. An outdated answer therefore never serves a claim for a primary.
 *
 * @param role the role; {@link Role#UNKNOWN} if nothing is known, or if the last answer is in doubt
 * @param reading the last answer; null before the first
 * @param began when that query began, in nanoseconds of the pool's clock
 * @param ended when it ended, or when the answer came into doubt
 * @param since the time since which the backend has had this role
 * @param epoch the number of changes
 */
public record RoleObservation(Role role, @Nullable RoleReading reading, long began, long ended, long since, int epoch) {
    static final RoleObservation UNKNOWN = new RoleObservation(Role.UNKNOWN, null, 0, 0, 0, 0);

    /** The observation after the server said {@code answer} to a query between two moments. */
    RoleObservation updated(RoleReading answer, long from, long until) {
        RoleReading before = reading;
        if (before == null) {
            return new RoleObservation(answer.role(), answer, from, until, until, epoch + 1);
        }
        if (isOvertaken(answer, from, until)) {
            return this;
        }
        long later = until - ended > 0 ? until : ended;
        boolean same = role == answer.role() && answer.equals(before);
        return new RoleObservation(answer.role(), answer, from, later, same ? since : until, same ? epoch : epoch + 1);
    }

    private boolean isOvertaken(RoleReading answer, long from, long until) {
        if (answer.role() == role) {
            return until - ended < 0;
        }
        return answer.primary() ? from - ended < 0 : until - began < 0;
    }

    /** Whether the server has said a role, and that query began before {@code moment} or is in doubt. */
    boolean isOlderThan(long moment) {
        return reading != null && (role == Role.UNKNOWN || began - moment < 0);
    }

    /** The observation after an event at {@code now} that puts the last answer in doubt. */
    RoleObservation doubtful(long now) {
        if (role == Role.UNKNOWN) {
            return this;
        }
        return new RoleObservation(Role.UNKNOWN, reading, now, now, now, epoch + 1);
    }

    /** Whether this is a primary that {@code other}, the observation of another backend, has superseded. */
    public boolean supersededBy(RoleObservation other, boolean otherServes) {
        RoleReading mine = reading;
        RoleReading theirs = other.reading;
        if (role != Role.PRIMARY || mine == null || theirs == null || !theirs.rivals(mine)) {
            return false;
        }
        if (theirs.timeline() != mine.timeline()) {
            return theirs.timeline() > mine.timeline();
        }
        return otherServes && other.role == Role.PRIMARY && since - other.since > 0;
    }
}
