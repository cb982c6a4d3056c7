package dev.penstock.pool.claims;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.HeldClaim;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which held slots keep the calls of a pool waiting for locks, as the servers have said. Used by one thread, for one
 * look.
 *
 * <p><b>What is certain.</b> A call that waited for a lock when its server was asked, and that is still under way,
 * still waits if the holder of the lock has called nothing since before the question: a lock ends with its transaction.
 * An answer about an earlier call, or about a holder that has called since, counts as no answer.
 */
final class LockGraph {
    private final Map<Slot, HeldClaim> held;
    private final LockWaits waits;
    private final long now;

    /** The held slots by session. A server's process serves one session. */
    private final Map<Session, Slot> bySession = new HashMap<>();

    private record Session(String backend, int pid) {}

    /**
     * The graph of one look.
     *
     * @param held all held slots with their claims, read at {@code now}
     */
    LockGraph(Map<Slot, HeldClaim> held, LockWaits waits, long now) {
        this.held = held;
        this.waits = waits;
        this.now = now;
        held.keySet().forEach(slot -> slot.pid().ifPresent(pid -> bySession.put(new Session(label(slot), pid), slot)));
    }

    private static String label(Slot slot) {
        return slot.set().controller().label();
    }

    /** Whether there is an answer about the present call of a slot. */
    boolean knows(Slot call) {
        return answer(call).isPresent();
    }

    private Optional<ServerAnswer> answer(Slot slot) {
        return waits.answerOf(slot)
                .filter(answer -> answer.refusal().isEmpty() && isSince(slot, answer.askedAt()));
    }

    /** Whether the slot's claim does since {@code moment} what it does now. */
    private boolean isSince(Slot slot, long moment) {
        HeldClaim claim = held.get(slot);
        return claim != null && now - claim.eventNanos() <= moment;
    }

    /**
     * The slots for which a call waits, directly or through other sessions, and whose claims make no call. Empty if
     * sessions on the way wait for each other: the server ends such a deadlock itself.
     */
    Set<Slot> roots(Slot call) {
        return answer(call)
                .filter(answer -> call.pid().isPresent())
                .map(answer -> new Walk(label(call), answer))
                .filter(walk -> walk.from(call.pid().getAsInt()))
                .map(walk -> walk.roots)
                .orElse(Set.of());
    }

    /** A walk along the sessions of one server. */
    private final class Walk {
        private final String backend;
        private final ServerAnswer answer;
        private final Set<Slot> roots = new HashSet<>();
        private final Set<Integer> path = new HashSet<>();
        private final Set<Integer> visited = new HashSet<>();

        Walk(String backend, ServerAnswer answer) {
            this.backend = backend;
            this.answer = answer;
        }

        /** Returns false if a session on the way waits for itself. */
        boolean from(int pid) {
            if (!visited.add(pid)) {
                return !path.contains(pid);
            }
            ServerSession session = answer.sessions().get(pid);
            path.add(pid);
            boolean ends = session == null || session.blockers().stream().allMatch(this::through);
            path.remove(pid);
            return ends;
        }

        private boolean through(int pid) {
            Slot slot = bySession.get(new Session(backend, pid));
            if (slot == null) {
                return from(pid);
            }
            if (!isSince(slot, answer.askedAt())) {
                return true;
            }
            if (held.get(slot).executing()) {
                return from(pid);
            }
            roots.add(slot);
            return true;
        }
    }
}
