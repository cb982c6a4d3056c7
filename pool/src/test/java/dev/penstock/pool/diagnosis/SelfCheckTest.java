package dev.penstock.pool.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.service.SlotSetFigures;
import dev.penstock.waits.history.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each part is broken once, by figures that a whole pool does not have. */
class SelfCheckTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> violations = new ArrayList<>();
    private List<SlotSetFigures> figures = List.of(whole(4));
    private BackendsPolicy policy = policy(4, 0);
    /** The largest limits since the beat before, if they are not those of the policy. */
    private BackendsPolicy.@Nullable Size largest;

    private long unaccounted;
    private long uncounted;
    private long now;

    private final SelfCheck check = new SelfCheck(
            () -> figures,
            () -> policy,
            () -> {
                BackendsPolicy.Size most = largest == null ? policy.size() : largest;
                largest = null;
                return most;
            },
            () -> figures.stream().mapToInt(SlotSetFigures::sessions).sum() + uncounted,
            () -> unaccounted,
            (promise, text) -> violations.add(promise + ": " + text));

    private static BackendsPolicy policy(int maximum, int perBackend) {
        BackendsPolicy usual = BackendsPolicy.defaults(maximum);
        BackendsPolicy.Size size = new BackendsPolicy.Size(
                maximum, maximum, Duration.ofMinutes(10), new BackendsPolicy.PerBackend(0, perBackend));
        return new BackendsPolicy(size, usual.connect(), usual.life(), usual.status(), usual.removalGrace());
    }

    private static SlotSetFigures whole(int slots) {
        return figures(slots, slots, false);
    }

    private static SlotSetFigures figures(int existing, int byState, boolean busy) {
        return new SlotSetFigures("db-1", "db-1", existing, new SlotCounts(0, byState, 0, 0, 0), busy);
    }

    private void beats(int count) {
        for (int i = 0; i < count; i++) {
            now += SECOND;
            check.beat(now);
        }
    }

    @Test
    void wholePoolViolatesNothing() {
        beats(5);

        assertThat(violations).isEmpty();
    }

    @Test
    void slotThatIsInNoStateIsFoundWithinTwoBeats() {
        beats(1);
        figures = List.of(figures(4, 3, false));
        beats(2);

        assertThat(violations)
                .singleElement()
                .asString()
                .startsWith(Promise.COUNTS_SUM.label())
                .contains("4 slots")
                .contains("total=3");
    }

    @Test
    void sessionThatIsNotCountedIsFoundWithinTwoBeats() {
        beats(1);
        uncounted = -1;
        beats(2);

        assertThat(violations)
                .singleElement()
                .asString()
                .startsWith(Promise.COUNTS_SUM.label())
                .contains("4 sessions")
                .endsWith("are 3");
    }

    @Test
    void slotThatItsStatusTaskIsAboutToRemoveIsNoViolation() {
        figures = List.of(figures(4, 3, true));
        beats(3);

        assertThat(violations).isEmpty();
    }

    @Test
    void figuresThatMoveBetweenTwoBeatsAreNoViolation() {
        figures = List.of(figures(4, 3, false));
        beats(1);
        figures = List.of(figures(5, 4, false));
        beats(1);
        figures = List.of(whole(4));
        beats(2);

        assertThat(violations).isEmpty();
    }

    @Test
    void slotBeyondTheLimitIsFoundWithinTwoBeats() {
        beats(1);
        figures = List.of(whole(5));
        beats(2);

        assertThat(violations)
                .singleElement()
                .asString()
                .startsWith(Promise.SESSIONS_WITHIN_LIMIT.label())
                .contains("5 slots, and may have 4");
    }

    @Test
    void slotBeyondTheLimitOfItsBackendIsFoundWithinTwoBeats() {
        policy = policy(10, 3);
        figures = List.of(whole(3));
        beats(1);
        figures = List.of(whole(4));
        beats(2);

        assertThat(violations).singleElement().asString().contains("db-1 has 4 slots, and may have 3");
    }

    @Test
    void loweredLimitHoldsOnceThePoolHasObeyedItForAWhile() {
        beats(1);
        policy = policy(2, 0);
        beats(100);
        figures = List.of(whole(2));
        beats(10);
        figures = List.of(whole(3));
        beats(10);
        assertThat(violations).isEmpty();
        figures = List.of(whole(2));
        beats(31);
        figures = List.of(whole(3));
        beats(2);

        assertThat(violations).singleElement().asString().contains("3 slots, and may have 2");
    }

    @Test
    void lateGrantOfTheFormerLimitIsNoViolation() {
        figures = List.of(whole(2));
        beats(100);
        policy = policy(2, 0);
        beats(1);
        figures = List.of(whole(3));
        beats(10);

        assertThat(violations).isEmpty();
    }

    @Test
    void unaccountedTimeIsFoundWithinTwoBeatsAndCountsOnce() {
        beats(1);
        unaccounted = 7;
        beats(2);
        assertThat(violations)
                .singleElement()
                .asString()
                .startsWith(Promise.NOTHING_UNACCOUNTED.label())
                .contains("7 ns");
        beats(5);

        assertThat(violations).hasSize(1);
    }

    @Test
    void unaccountedTimeOfOneReadingIsNoViolation() {
        unaccounted = 7;
        beats(1);
        unaccounted = 0;
        beats(2);

        assertThat(violations).isEmpty();
    }

    @Test
    void beatAfterAPauseOfTheProcessBeginsAnew() {
        figures = List.of(figures(4, 3, false));
        beats(1);
        now += 60 * SECOND;
        beats(1);
        assertThat(violations).isEmpty();
        beats(1);

        assertThat(violations).hasSize(1);
    }

    @Test
    void limitThatWasRaisedBetweenTwoBeatsLetsItsSlotsStay() {
        figures = List.of(whole(4));
        beats(40);
        largest = policy(6, 0).size();
        policy = policy(1, 0);
        figures = List.of(whole(6));
        beats(5);
        assertThat(violations).isEmpty();

        figures = List.of(whole(7));
        beats(2);
        assertThat(violations).singleElement().asString().contains("has 7 slots, and may have 6");
    }
}
