package dev.penstock.pool.blocking;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pool knows of its waits at one moment: an immutable value. It keeps threads reachable. Do not keep it.
 *
 * @param now the moment, in nanoseconds of the pool's clock
 * @param at the same moment of the day
 * @param waiting the claims without a connection, in no order; of very many, some
 * @param waiters the number of all claims without a connection
 * @param held the claims that hold a slot, the longest holder first
 * @param servers the last answer of each server, by the label of its backend
 * @param pooled the processes of the pool's own sessions since the last question, by the label of their backend
 * @param unasked the reason why servers without an answer were not asked
 * @param surroundings what the pool knows beside its claims
 */
record Scene(
        long now,
        Instant at,
        List<WaitingClaim> waiting,
        int waiters,
        List<HeldSlot> held,
        Map<String, ServerAnswer> servers,
        Map<String, Set<Integer>> pooled,
        String unasked,
        Surroundings surroundings) {
    /** What a pool knows beside its claims. Asked only if a chain leads there. */
    interface Surroundings {
        /** Knows nothing. */
        Surroundings NONE = event -> Optional.empty();

        /** What keeps claims that wait on {@code event}, as a part of a sentence; empty if the pool does not know. */
        Optional<String> of(WaitEvent event);
    }

    /** Whether a call of the claim, or the reset of its session, is at the driver. */
    static boolean isCalling(HeldSlot slot) {
        return slot.claim().executing() || slot.claim().event() == WaitEvent.CLAIM_RESET;
    }

    /** Whether a claim began to hold its slot after the question to which {@code answer} belongs. */
    boolean isHeldSince(ServerAnswer answer, HeldSlot slot) {
        return now - answer.askedAt() > slot.claim().heldNanos();
    }

    /** The answer of the server of a call; empty if the call began after the question. */
    Optional<ServerAnswer> answerTo(HeldSlot slot) {
        return Optional.ofNullable(servers.get(slot.backend()))
                .filter(answer -> answer.askedAt() - (now - slot.claim().eventNanos()) >= 0);
    }

    /** The reason why there is no answer about the call of {@code slot}. */
    String whyUnasked(HeldSlot slot) {
        return servers.containsKey(slot.backend()) ? "the call began after the last question to its server" : unasked;
    }

    /** Whether a process serves, or at the last question served, a session of the pool. */
    boolean isPooled(String backend, int pid) {
        return pooled.getOrDefault(backend, Set.of()).contains(pid);
    }
}
