package dev.penstock.backends.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import org.junit.jupiter.api.Test;

class RoleObservationTest {
    private static final RoleReading PRIMARY = new RoleReading(true, "db", 1);
    private static final RoleReading PROMOTED = new RoleReading(true, "db", 2);
    private static final RoleReading SECONDARY = new RoleReading(false, "db", 0);

    private static RoleObservation observed(RoleReading reading, long began, long ended) {
        return RoleObservation.UNKNOWN.updated(reading, began, ended);
    }

    @Test
    void whatIsSaidAgainChangesNothingButWhen() {
        RoleObservation once = observed(PRIMARY, 10, 20);
        RoleObservation again = once.updated(PRIMARY, 30, 40);
        assertThat(again.epoch()).isEqualTo(once.epoch());
        assertThat(again.since()).isEqualTo(20);
        assertThat(again.isOlderThan(30)).isFalse();
        assertThat(again.isOlderThan(31)).isTrue();
    }

    @Test
    void promotionCountsOnceItWasAskedForAfterTheLastWordToTheContrary() {
        RoleObservation secondary = observed(SECONDARY, 10, 20);
        assertThat(secondary.updated(PROMOTED, 20, 30).role()).isEqualTo(Role.PRIMARY);
        assertThat(secondary.updated(PROMOTED, 20, 30).epoch()).isGreaterThan(secondary.epoch());
        assertThat(secondary.updated(PROMOTED, 19, 30)).as("they overlap").isSameAs(secondary);
        assertThat(secondary.updated(PROMOTED, 5, 9)).as("it is older").isSameAs(secondary);
    }

    @Test
    void readOnlyCountsUnlessAPrimaryWasAskedForLater() {
        RoleObservation primary = observed(PRIMARY, 10, 20);
        assertThat(primary.updated(SECONDARY, 5, 15).role()).as("they overlap").isEqualTo(Role.SECONDARY);
        assertThat(primary.updated(SECONDARY, 20, 30).role()).isEqualTo(Role.SECONDARY);
        assertThat(primary.updated(SECONDARY, 5, 9)).as("it is older").isSameAs(primary);
    }

    @Test
    void whatIsInDoubtIsUnknownUntilItIsAskedAgain() {
        RoleObservation doubted = observed(PRIMARY, 10, 20).doubtful(50);
        assertThat(doubted.role()).isEqualTo(Role.UNKNOWN);
        assertThat(doubted.isOlderThan(0)).as("is to be asked at once").isTrue();
        assertThat(doubted.updated(PRIMARY, 40, 60).role())
                .as("asked before the doubt")
                .isEqualTo(Role.UNKNOWN);
        assertThat(doubted.updated(PRIMARY, 50, 60).role()).isEqualTo(Role.PRIMARY);
        assertThat(doubted.doubtful(70)).isSameAs(doubted);
        assertThat(RoleObservation.UNKNOWN.isOlderThan(Long.MAX_VALUE))
                .as("says nothing of roles")
                .isFalse();
    }

    @Test
    void theLaterTimelineSupersedesEvenWhileItIsOffline() {
        RoleObservation old = observed(PRIMARY, 10, 20);
        RoleObservation fresh = observed(PROMOTED, 30, 40);
        assertThat(old.supersededBy(fresh, true)).isTrue();
        assertThat(old.supersededBy(fresh.doubtful(50), false)).isTrue();
        assertThat(fresh.supersededBy(old, true)).isFalse();
        assertThat(old.supersededBy(observed(SECONDARY, 30, 40), true)).isFalse();
    }

    @Test
    void ofOneTimelineTheFirstStaysWhileItServes() {
        RoleObservation first = observed(PRIMARY, 10, 20);
        RoleObservation second = observed(PRIMARY, 30, 40);
        assertThat(second.supersededBy(first, true)).isTrue();
        assertThat(first.supersededBy(second, true)).isFalse();
        assertThat(second.supersededBy(first, false)).isFalse();
        assertThat(second.supersededBy(first.doubtful(50), true)).isFalse();
    }

    @Test
    void primariesOfDifferentDatabasesAreNoRivals() {
        RoleObservation one = observed(PRIMARY, 10, 20);
        assertThat(one.supersededBy(observed(new RoleReading(true, "other", 7), 30, 40), true))
                .isFalse();
        RoleObservation unnamed = observed(new RoleReading(true, "", 0), 10, 20);
        assertThat(unnamed.supersededBy(observed(new RoleReading(true, "", 0), 1, 2), true))
                .isFalse();
    }
}
