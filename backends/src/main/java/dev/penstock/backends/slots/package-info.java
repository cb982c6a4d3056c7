/**
 * The slots of one backend and everything that tends them: slot states, the slot set, the status task, its decisions
 * and their effects. A claim reads the slot set and takes a slot by one compare-and-set. All other work reaches the
 * status task as a message.
 *
 * <p>{@code backends.routing} and {@code backends.service} may call it. The module {@code pool} may use {@code Slot},
 * {@code SlotSet} and {@code SlotListener}.
 */
@NullMarked
package dev.penstock.backends.slots;

import org.jspecify.annotations.NullMarked;
