package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {
    private static final RoleReading PRIMARY = new RoleReading(true, "db", 1);
    private static final RoleReading PROMOTED = new RoleReading(true, "db", 2);
    private static final RoleReading SECONDARY = new RoleReading(false, "db", 0);

    private static Standing told(RoleReading reading, long began, long ended) {
        return Standing.UNKNOWN.told(reading, began, ended);
    }

    @Test
    void whatIsSaidAgainChangesNothingButWhen() {
        Standing once = told(PRIMARY, 10, 20);
        Standing again = once.told(PRIMARY, 30, 40);
        assertThat(again.epoch()).isEqualTo(once.epoch());
        assertThat(again.since()).isEqualTo(20);
        assertThat(again.askedBefore(30)).isFalse();
        assertThat(again.askedBefore(31)).isTrue();
    }

    @Test
    void promotionCountsOnceItWasAskedForAfterTheLastWordToTheContrary() {
        Standing secondary = told(SECONDARY, 10, 20);
        assertThat(secondary.told(PROMOTED, 20, 30).role()).isEqualTo(Role.PRIMARY);
        assertThat(secondary.told(PROMOTED, 20, 30).epoch()).isGreaterThan(secondary.epoch());
        assertThat(secondary.told(PROMOTED, 19, 30)).as("they overlap").isSameAs(secondary);
        assertThat(secondary.told(PROMOTED, 5, 9)).as("it is older").isSameAs(secondary);
    }

    @Test
    void readOnlyCountsUnlessAPrimaryWasAskedForLater() {
        Standing primary = told(PRIMARY, 10, 20);
        assertThat(primary.told(SECONDARY, 5, 15).role()).as("they overlap").isEqualTo(Role.SECONDARY);
        assertThat(primary.told(SECONDARY, 20, 30).role()).isEqualTo(Role.SECONDARY);
        assertThat(primary.told(SECONDARY, 5, 9)).as("it is older").isSameAs(primary);
    }

    @Test
    void whatIsInDoubtIsUnknownUntilItIsAskedAgain() {
        Standing doubted = told(PRIMARY, 10, 20).doubted(50);
        assertThat(doubted.role()).isEqualTo(Role.UNKNOWN);
        assertThat(doubted.askedBefore(0)).as("is to be asked at once").isTrue();
        assertThat(doubted.told(PRIMARY, 40, 60).role())
                .as("asked before the doubt")
                .isEqualTo(Role.UNKNOWN);
        assertThat(doubted.told(PRIMARY, 50, 60).role()).isEqualTo(Role.PRIMARY);
        assertThat(doubted.doubted(70)).isSameAs(doubted);
        assertThat(Standing.UNKNOWN.askedBefore(Long.MAX_VALUE))
                .as("says nothing of roles")
                .isFalse();
    }

    @Test
    void theLaterTimelineSupersedesEvenWhileItIsOffline() {
        Standing old = told(PRIMARY, 10, 20);
        Standing fresh = told(PROMOTED, 30, 40);
        assertThat(old.supersededBy(fresh, true)).isTrue();
        assertThat(old.supersededBy(fresh.doubted(50), false)).isTrue();
        assertThat(fresh.supersededBy(old, true)).isFalse();
        assertThat(old.supersededBy(told(SECONDARY, 30, 40), true)).isFalse();
    }

    @Test
    void ofOneTimelineTheFirstStaysWhileItServes() {
        Standing first = told(PRIMARY, 10, 20);
        Standing second = told(PRIMARY, 30, 40);
        assertThat(second.supersededBy(first, true)).isTrue();
        assertThat(first.supersededBy(second, true)).isFalse();
        assertThat(second.supersededBy(first, false)).isFalse();
        assertThat(second.supersededBy(first.doubted(50), true)).isFalse();
    }

    @Test
    void primariesOfDifferentDatabasesAreNoRivals() {
        Standing one = told(PRIMARY, 10, 20);
        assertThat(one.supersededBy(told(new RoleReading(true, "other", 7), 30, 40), true))
                .isFalse();
        Standing unnamed = told(new RoleReading(true, "", 0), 10, 20);
        assertThat(unnamed.supersededBy(told(new RoleReading(true, "", 0), 1, 2), true))
                .isFalse();
    }
}
