package dev.penstock.backends;

import dev.penstock.waits.HeldClaim;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One slot at one moment: an immutable value. Its parts are read one after the other, while the slot moves on.
 *
 * @param backend the label of its backend
 * @param slot its number
 * @param state its state
 * @param condemned whether its connection is closed when the claim that holds it ends
 * @param idleNanos the time since the last use of its connection ended, in nanoseconds; empty unless it is free
 * @param claim the claim that holds it; empty if none does, or if the pool records no claims
 */
public record SlotView(
        String backend,
        long slot,
        SlotState state,
        boolean condemned,
        OptionalLong idleNanos,
        Optional<HeldClaim> claim) {}
