package dev.penstock.backends.slots;

import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.util.Collection;

/** How the slots of one backend, or their connections, go. Guarded by the tender's lock, as {@link SlotDecisions}. */
final class SlotRemoval {
    private final SlotSet set;
    private final NanoClock clock;

    SlotRemoval(SlotSet set, NanoClock clock) {
        this.set = set;
        this.clock = clock;
    }

    /**
     * Retires slots beyond {@code wanted}: those that connect, then free ones. With {@code shed}, held ones go too, as
     * they are released.
     */
    void shrink(int wanted, boolean shed, Collection<Effect> effects) {
        int surplus = set.slots().length - wanted;
        for (Slot slot : set.slots()) {
            if (surplus > 0 && slot.state() == SlotState.CONNECTING) {
                retire(slot, SlotState.CONNECTING, effects);
                surplus--;
            }
        }
        for (Slot slot : set.slots()) {
            if (surplus > 0 && slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, effects);
                surplus--;
            }
        }
        if (shed) {
            shed(surplus, effects);
        }
    }

    private void shed(int surplus, Collection<Effect> effects) {
        int left = surplus;
        for (Slot slot : set.slots()) {
            left -= slot.condemned() ? 1 : 0;
        }
        for (Slot slot : set.slots()) {
            if (left > 0 && !slot.condemned()) {
                condemn(slot, effects);
                left--;
            }
        }
    }

    /** One slot that is held goes when it is released, where none is to go already; another takes its place then. */
    void replaceOneHeld() {
        for (Slot slot : set.slots()) {
            if (slot.condemned() || slot.state() == SlotState.CONNECTING) {
                return;
            }
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CLAIMED) {
                slot.condemn();
                return;
            }
        }
    }

    /** A slot that is held goes when it is released; one that has been released meanwhile goes now. */
    private void condemn(Slot slot, Collection<Effect> effects) {
        slot.condemn();
        if (slot.tryCheck()) {
            retire(slot, SlotState.CHECKING, effects);
        }
    }

    /**
     * Replaces every connection: what is free or being checked connects anew, held slots go as they are released, and
     * what an attempt under way brings, which may have begun by other settings, is not used.
     */
    void evict(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                reconnect(slot, effects);
            } else if (slot.state() == SlotState.CHECKING) {
                giveUp(slot, effects);
                reconnect(slot, effects);
            } else if (slot.state() == SlotState.CONNECTING) {
                slot.tracking.outdated = slot.tracking.underWay;
            } else {
                condemn(slot, effects);
            }
        }
    }

    /** Free connections go that were last known to work before the backend failed; their slots connect anew. */
    void condemnFree(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                if (set.failedAfter(slot.provenAt())) {
                    reconnect(slot, effects);
                } else {
                    slot.free(SlotState.CHECKING, slot.freeSince());
                    effects.add(new Effect.OfferSlot(slot));
                }
            }
        }
    }

    /** Free slots go. */
    void retireFree(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, effects);
            }
        }
    }

    /** Claims lose the connections they hold, so that their calls come back. */
    void abortHeld(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            Connection held = slot.connectionOfAnother();
            boolean isHeld = slot.state() == SlotState.CLAIMED || slot.state() == SlotState.RESETTING;
            if (isHeld && held != null && !slot.tracking.aborted) {
                slot.tracking.aborted = true;
                effects.add(new Effect.AbortSession(slot, held));
            }
        }
    }

    /** The server has answered: claims keep what they hold, and lose it should the server die again. */
    void forgetAborts() {
        for (Slot slot : set.slots()) {
            slot.tracking.aborted = false;
        }
    }

    /** Everything goes: the slots that are held as they are released, the others now. */
    void leave(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            slot.condemn();
            if (slot.state() == SlotState.CHECKING) {
                retire(slot, SlotState.CHECKING, effects);
            }
        }
        shrink(0, false, effects);
    }

    /** Replaces the connection of a slot that is CHECKING. */
    void reconnect(Slot slot, Collection<Effect> effects) {
        slot.tracking.dueAt = clock.nanoTime();
        effects.add(new Effect.CloseSession(slot.reconnect(SlotState.CHECKING)));
    }

    void retire(Slot slot, SlotState from, Collection<Effect> effects) {
        giveUp(slot, effects);
        ClosingSession gone = slot.retire(from);
        if (gone != null) {
            effects.add(new Effect.CloseSession(gone));
        }
        forget(slot, effects);
    }

    /** Gives up the attempt or check of the slot, where one is under way. */
    void giveUp(Slot slot, Collection<Effect> effects) {
        if (slot.tracking.underWay) {
            slot.tracking.underWay = false;
            boolean connecting = slot.state() == SlotState.CONNECTING;
            effects.add(new Effect.AbandonAttempt(slot, connecting ? set.abandonAttempt() : null));
        }
    }

    /** Those that their holders retired make room for others. */
    void forgetRetired(Collection<Effect> effects) {
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.RETIRED) {
                forget(slot, effects);
            }
        }
    }

    void forget(Slot slot, Collection<Effect> effects) {
        set.remove(slot);
        effects.add(new Effect.ForgetSlot(slot));
    }
}
