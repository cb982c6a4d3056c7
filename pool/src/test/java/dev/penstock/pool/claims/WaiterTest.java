package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.slots.Slot;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The moves of a waiter, one by one; the queue's tests show how they race. */
class WaiterTest {
    private static final Set<Waiter.State> NONE = EnumSet.noneOf(Waiter.State.class);

    private final Waiter waiter = new Waiter(Thread.currentThread(), 0);
    private final Slot slot = SlotFixture.claimed(1);

    @Test
    void tableHoldsTheLegalMovesAndNoOther() {
        Map<Waiter.State, Set<Waiter.State>> legal = Map.of(
                Waiter.State.NEW, EnumSet.of(Waiter.State.WAITING),
                Waiter.State.WAITING, except(Waiter.State.NEW, Waiter.State.WAITING),
                Waiter.State.TIMED, except(Waiter.State.NEW, Waiter.State.TIMED),
                Waiter.State.NOTIFIED, except(Waiter.State.NEW, Waiter.State.TIMED, Waiter.State.NOTIFIED),
                Waiter.State.SERVED, NONE,
                Waiter.State.SHED, NONE,
                Waiter.State.WITHDRAWN, NONE);
        for (Waiter.State from : Waiter.State.values()) {
            for (Waiter.State to : Waiter.State.values()) {
                assertThat(from.canBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(legal.get(from).contains(to));
            }
        }
    }

    private static Set<Waiter.State> except(Waiter.State... states) {
        Set<Waiter.State> all = EnumSet.allOf(Waiter.State.class);
        all.removeAll(Set.of(states));
        return all;
    }

    @Test
    void illegalMoveThrowsAndChangesNothing() {
        assertThatThrownBy(() -> waiter.serve(slot, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(waiter.state()).isEqualTo(Waiter.State.NEW);
        waiter.beginWait(false);
        waiter.withdraw();
        assertThatThrownBy(() -> waiter.serve(slot, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(waiter.state()).isEqualTo(Waiter.State.WITHDRAWN);
        assertThat(waiter.slot()).isNull();
    }

    @Test
    void waitingClaimantParksUntilItIsNotified() {
        waiter.beginWait(false);
        waiter.beginLook();
        assertThat(waiter.beginPark(false)).isTrue();
        assertThat(waiter.isDelegated()).isFalse();
        assertThat(waiter.delegate(0)).isTrue();
        assertThat(waiter.beginPark(false)).isFalse();
        assertThat(waiter.beginPark(true)).isFalse();
        assertThat(waiter.state()).isEqualTo(Waiter.State.NOTIFIED);
        waiter.beginLook();
        assertThat(waiter.beginPark(false)).isTrue();
        assertThat(waiter.isDelegated()).as("it has not looked to the end").isTrue();
    }

    @Test
    void timedWaiterTakesWakeUpWithoutNotification() {
        waiter.beginWait(false);
        assertThat(waiter.beginPark(true)).isTrue();
        assertThat(waiter.isDelegated()).isTrue();
        assertThat(waiter.delegate(0)).isTrue();
        assertThat(waiter.state()).isEqualTo(Waiter.State.TIMED);
        waiter.wake(0);
        assertThat(waiter.state()).isEqualTo(Waiter.State.NOTIFIED);
    }

    @Test
    void wakeDelegatesNothing() {
        waiter.beginWait(false);
        waiter.wake(0);
        assertThat(waiter.beginPark(false)).isFalse();
        assertThat(waiter.isDelegated()).isFalse();
    }

    @Test
    void endedWaiterRefusesWakeUp() {
        waiter.beginWait(false);
        waiter.serve(slot, 0);
        waiter.beginLook();
        assertThat(waiter.slot()).isSameAs(slot);
        assertThat(waiter.delegate(0)).isFalse();
        assertThat(waiter.beginPark(false)).isFalse();
    }

    @Test
    void secondLookIsDueOnceAfterAnEmptyQueue() {
        waiter.beginWait(true);
        assertThat(waiter.getAndClearSecondLookDue()).isTrue();
        assertThat(waiter.getAndClearSecondLookDue()).isFalse();
        Waiter later = new Waiter(Thread.currentThread(), 0);
        later.beginWait(false);
        assertThat(later.getAndClearSecondLookDue()).isFalse();
    }
}
