package dev.penstock.backends.slots;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the role of one backend: an immutable value.
 *
 * <p>A server is asked on several connections at once, and answers may arrive in any order; each held at some moment
 * between {@code began} and {@code ended} of its asking. Where two contradict each other and overlap, the one that does
 * not promise writes counts, so that no claim for a primary is served on an answer that another has overtaken.
 *
 * @param role what it is taken for
 * @param reading what it said last; null before that
 * @param began when that asking began, in nanoseconds of the pool's clock
 * @param ended when it ended, or when what it said came into doubt
 * @param since since when it has been what it is
 * @param epoch counts the changes
 */
public record RoleObservation(Role role, @Nullable RoleReading reading, long began, long ended, long since, int epoch) {
    static final RoleObservation UNKNOWN = new RoleObservation(Role.UNKNOWN, null, 0, 0, 0, 0);

    /** After the server said {@code told}, asked between two moments. */
    RoleObservation told(RoleReading told, long from, long until) {
        RoleReading before = reading;
        if (before == null) {
            return new RoleObservation(told.role(), told, from, until, until, epoch + 1);
        }
        if (isOvertaken(told, from, until)) {
            return this;
        }
        long later = until - ended > 0 ? until : ended;
        boolean same = role == told.role() && told.equals(before);
        return new RoleObservation(told.role(), told, from, later, same ? since : until, same ? epoch : epoch + 1);
    }

    private boolean isOvertaken(RoleReading told, long from, long until) {
        if (told.role() == role) {
            return until - ended < 0;
        }
        return told.primary() ? from - ended < 0 : until - began < 0;
    }

    /** Whether a server that has a role was asked last before {@code moment}. */
    boolean askedBefore(long moment) {
        return reading != null && (role == Role.UNKNOWN || began - moment < 0);
    }

    /** After something happened at {@code now} that makes it doubtful whether what was said is true any more. */
    RoleObservation doubted(long now) {
        if (role == Role.UNKNOWN) {
            return this;
        }
        return new RoleObservation(Role.UNKNOWN, reading, now, now, now, epoch + 1);
    }

    /** Whether it is a primary that {@code other}, a set's standing too, has superseded. */
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
