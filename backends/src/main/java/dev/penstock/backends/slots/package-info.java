/**
 * The slots of one backend and everything that tends them: slot states, the slot set, the status task, its decisions
 * and their effects. A claim reads the slot set and takes a slot by one compare-and-set. All other work reaches the
 * status task as a message.
 *
 * <p>{@code SlotSetController} posts a {@code StatusMessage}. The {@code StatusTask} of the present epoch takes it,
 * {@code SlotSetStateMachine} decides by {@code SlotDecisions}, and {@code EffectRunner} carries out each {@code
 * Effect}. {@code StatusTasks} replaces a task that stalls.
 *
 * <p>{@code backends.routing} and {@code backends.service} may call it. The module {@code pool} may use {@code Slot},
 * {@code SlotSet} and {@code SlotListener}.
 */
@NullMarked
package dev.penstock.backends.slots;

import org.jspecify.annotations.NullMarked;
