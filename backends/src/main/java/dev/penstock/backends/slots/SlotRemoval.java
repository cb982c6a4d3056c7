package dev.penstock.backends.slots;

import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Removes the slots of one backend, or replaces their connections. Used under the lock of {@link SlotSetStateMachine}.
 */
final class SlotRemoval {
    private final SlotSet set;
    private final NanoClock clock;

    SlotRemoval(SlotSet set, NanoClock clock) {
        this.set = set;
        this.clock = clock;
    }

    /**
     * Retires the slots beyond {@code wanted}: first slots whose connect attempt has not begun, then those that
     * connect, then free ones, the longest unused first. With {@code shed}, held slots are condemned, too. A slot that
     * was unused for {@code idleTimeout}, if that is not zero, counts as idle.
     */
    void shrink(int wanted, boolean shed, Duration idleTimeout, Collection<Effect> effects) {
        int surplus = set.slots().length - wanted;
        if (surplus <= 0) {
            return;
        }
        surplus = retireConnecting(surplus, false, effects);
        surplus = retireConnecting(surplus, true, effects);
        long now = clock.nanoTime();
        for (Slot slot : longestUnusedFirst()) {
            if (surplus > 0 && slot.tryCheck()) {
                boolean idle = !idleTimeout.isZero() && now - slot.freeSince() >= idleTimeout.toNanos();
                retire(slot, SlotState.CHECKING, idle ? CloseReason.IDLE : CloseReason.SHRINK, effects);
                surplus--;
            }
        }
        if (shed) {
            shed(surplus, effects);
        }
    }

    /** Retires at most {@code surplus} connecting slots. Returns the remaining surplus. */
    private int retireConnecting(int surplus, boolean underWay, Collection<Effect> effects) {
        int left = surplus;
        for (Slot slot : set.slots()) {
            if (left > 0 && slot.state() == SlotState.CONNECTING && slot.tracking.underWay == underWay) {
                retire(slot, SlotState.CONNECTING, CloseReason.UNUSED, effects);
                left--;
            }
        }
        return left;
    }

    /** Claims change the times meanwhile: each time is read once, because a sort needs a consistent order. */
    private List<Slot> longestUnusedFirst() {
        record Unused(Slot slot, long nanos) {}
        long now = clock.nanoTime();
        List<Unused> slots = new ArrayList<>();
        for (Slot slot : set.slots()) {
            slots.add(new Unused(slot, now - slot.freeSince()));
        }
        slots.sort(Comparator.comparingLong(Unused::nanos).reversed());
        return slots.stream().map(Unused::slot).toList();
    }

    private void shed(int surplus, Collection<Effect> effects) {
        int left = surplus;
        for (Slot slot : set.slots()) {
            left -= slot.condemned() ? 1 : 0;
        }
        for (Slot slot : set.slots()) {
            if (left > 0 && !slot.condemned()) {
                condemn(slot, CloseReason.SHRINK, effects);
                left--;
            }
        }
    }

    /** Condemns one held slot, unless a slot connects or is condemned already. Another slot then takes its place. */
    void replaceOneHeld() {
        for (Slot slot : set.slots()) {
            if (slot.condemned() || slot.state() == SlotState.CONNECTING) {
                return;
            }
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CLAIMED) {
                slot.condemn(CloseReason.ROLE);
                return;
            }
        }
    }

    /** Retires a condemned slot that its holder freed before it saw the mark. Returns whether the slot was free. */
    boolean retireIfFree(Slot slot, Collection<Effect> effects) {
        boolean free = slot.tryCheck();
        if (free) {
            retire(slot, SlotState.CHECKING, slot.tracking.closeReason, effects);
        }
        return free;
    }

    /** Condemns a slot: its holder retires it on release. A slot that was released meanwhile is retired now. */
    private void condemn(Slot slot, CloseReason reason, Collection<Effect> effects) {
        slot.condemn(reason);
        if (slot.tryCheck()) {
            retire(slot, SlotState.CHECKING, reason, effects);
        }
    }

    /**
     * Replaces every connection. Slots that are free or being checked connect again. Held slots are condemned. The
     * connection of an attempt under way will not be used, because the attempt may use the old settings.
     */
    void replaceAll(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                reconnect(slot, CloseReason.EVICTED, effects);
            } else if (slot.state() == SlotState.CHECKING) {
                abandon(slot, effects);
                reconnect(slot, CloseReason.EVICTED, effects);
            } else if (slot.state() == SlotState.CONNECTING) {
                slot.tracking.outdated = slot.tracking.underWay;
            } else {
                condemn(slot, CloseReason.EVICTED, effects);
            }
        }
    }

    /** Replaces the free connections that were last known to work before the backend failed. */
    void replaceUnprovenFree(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                if (set.failedAfter(slot.provenAt())) {
                    reconnect(slot, CloseReason.BACKEND_FAILED, effects);
                } else {
                    slot.endCheck();
                    effects.add(new Effect.OfferSlot(slot));
                }
            }
        }
    }

    /** Retires the free slots. */
    void retireFree(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, CloseReason.BACKEND_FAILED, effects);
            }
        }
    }

    /** Retires every slot: held ones when they are released, the others now. */
    void retireAll(CloseReason reason, Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            slot.condemn(reason);
            if (slot.state() == SlotState.CHECKING) {
                retire(slot, SlotState.CHECKING, reason, effects);
            }
        }
        retireConnecting(Integer.MAX_VALUE, false, effects);
        retireConnecting(Integer.MAX_VALUE, true, effects);
        for (Slot slot : longestUnusedFirst()) {
            if (slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, reason, effects);
            }
        }
    }

    /** Aborts the connections that claims hold, so that their JDBC calls return. */
    void abortHeld(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            Connection connection = slot.peekConnection();
            if (slot.state().isHeld() && connection != null && !slot.tracking.abortRequested) {
                slot.tracking.abortRequested = true;
                effects.add(new Effect.AbortSession(slot, connection));
            }
        }
    }

    /** The server answered: claims keep their connections. If the server dies again, they are aborted again. */
    void forgetAborts() {
        for (Slot slot : set.slots()) {
            slot.tracking.abortRequested = false;
        }
    }

    /** Replaces the connection of a slot that is CHECKING. */
    void reconnect(Slot slot, CloseReason reason, Collection<Effect> effects) {
        slot.tracking.dueAt = clock.nanoTime();
        effects.add(new Effect.CloseSession(slot.reconnect(SlotState.CHECKING, reason)));
    }

    /** Retires a slot that the status task owns. */
    void retire(Slot slot, SlotState from, CloseReason reason, Collection<Effect> effects) {
        abandon(slot, effects);
        ClosingSession session = slot.retire(from, reason);
        if (session != null) {
            effects.add(new Effect.CloseSession(session));
        }
        forget(slot, effects);
    }

    /** Abandons the attempt or check of the slot, if one is under way. */
    void abandon(Slot slot, Collection<Effect> effects) {
        if (slot.tracking.underWay) {
            slot.tracking.underWay = false;
            boolean connecting = slot.state() == SlotState.CONNECTING;
            AbandonedAttempt abandoned = connecting ? set.abandonAttempt(slot.tracking.reachable) : null;
            effects.add(new Effect.AbandonAttempt(slot, slot.tracking.attempt, abandoned));
        }
    }

    /** Removes the slots that their holders retired, so that others can take their places. */
    void forgetRetired(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.RETIRED) {
                forget(slot, effects);
            }
        }
    }

    /** Removes a retired slot from the set. */
    void forget(Slot slot, Collection<Effect> effects) {
        set.remove(slot);
        effects.add(new Effect.ForgetSlot(slot));
    }
}
