package dev.penstock.pool.claims;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.slots.Slot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of a pool wait for locks of which slots, as the servers have said. Used by one thread, for one look.
 *
 * <p><b>What is certain.</b> Only an answer counts whose question was asked after all parties stood still. A call that
 * waited for a lock then, and that is still under way, still waits if the holder of the lock has called nothing since:
 * a lock ends with its transaction. A session of another program may have gone on; it is followed only in an answer
 * that is younger than {@link #YOUNG}. Sessions that wait for each other, and those that wait for them, are left out:
 * the server ends such a deadlock itself.
 */
final class LockGraph {
    /** The age of an answer that is believed for sessions outside of the pool. */
    static final Duration YOUNG = Duration.ofSeconds(1);

    /** The sessions of one server that wait for others. */
    private static final class Server {
        private final boolean young;
        private final Map<Integer, ServerSession> sessions;

        /** By the session that keeps them waiting. */
        private final Map<Integer, List<Integer>> waiters = new HashMap<>();

        private final Set<Integer> withoutCycle = new HashSet<>();

        Server(ServerAnswer answer, long now) {
            young = now - answer.askedAt() <= YOUNG.toNanos();
            sessions = answer.sessions();
            sessions.forEach((pid, session) -> session.blockers()
                    .forEach(blocker -> waiters.computeIfAbsent(blocker, any -> new ArrayList<>())
                            .add(pid)));
            findSessionsWithoutCycle();
        }

        /** Removes sessions that wait for nothing that is left, after A. B. Kahn (1962). */
        private void findSessionsWithoutCycle() {
            Map<Integer, Integer> left = new HashMap<>();
            Deque<Integer> free = new ArrayDeque<>();
            sessions.forEach((pid, session) -> left.put(pid, session.blockers().size()));
            Set<Integer> all = new HashSet<>(sessions.keySet());
            all.addAll(waiters.keySet());
            all.stream().filter(pid -> left.getOrDefault(pid, 0) == 0).forEach(free::add);
            while (!free.isEmpty()) {
                int pid = free.remove();
                withoutCycle.add(pid);
                for (int waiter : waiters.getOrDefault(pid, List.of())) {
                    if (left.merge(waiter, -1, Integer::sum) == 0) {
                        free.add(waiter);
                    }
                }
            }
        }

        /** Whether the server shows that the session keeps its locks, and executes nothing. */
        boolean isIdle(int pid) {
            ServerSession session = sessions.get(pid);
            return session != null && !session.active();
        }
    }

    private final Map<String, Server> servers = new HashMap<>();
    private final Set<Slot> calls;

    /** All held slots by session; null for a process that several slots have, as behind a balancer. */
    private final Map<Session, @Nullable Slot> bySession = new HashMap<>();

    private record Session(String backend, int pid) {}

    /**
     * The graph of one look.
     *
     * @param held all slots that are held
     * @param calls those of them whose calls may wait for locks
     * @param still the moment since which the parties stand still, in nanoseconds of the pool's clock
     * @param now the present moment
     */
    LockGraph(Collection<Slot> held, Set<Slot> calls, LockWaits waits, long still, long now) {
        this.calls = calls;
        for (Slot slot : held) {
            slot.pid().ifPresent(pid -> {
                Session session = new Session(label(slot), pid);
                bySession.put(session, bySession.containsKey(session) ? null : slot);
            });
        }
        for (Slot call : calls) {
            Optional<ServerAnswer> answer =
                    waits.answerOf(call).filter(known -> known.refusal().isEmpty() && known.askedAt() - still >= 0);
            answer.ifPresent(known -> servers.computeIfAbsent(label(call), any -> new Server(known, now)));
        }
    }

    private static String label(Slot slot) {
        return slot.set().backend().label();
    }

    /** The calls that wait for locks of the sessions of {@code holders}, directly or through other sessions. */
    Set<Slot> waitingFor(Collection<Slot> holders) {
        Set<Slot> waiting = new HashSet<>();
        for (Slot holder : holders) {
            Server server = servers.get(label(holder));
            int pid = holder.pid().orElse(0);
            if (server != null && pid != 0 && isAlone(holder, pid) && (calls.contains(holder) || server.isIdle(pid))) {
                collect(label(holder), server, pid, waiting);
            }
        }
        return waiting;
    }

    private boolean isAlone(Slot slot, int pid) {
        return slot.equals(bySession.get(new Session(label(slot), pid)));
    }

    private void collect(String backend, Server server, int root, Set<Slot> waiting) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            for (int waiter : server.waiters.getOrDefault(next.remove(), List.of())) {
                if (!server.withoutCycle.contains(waiter) || !seen.add(waiter)) {
                    continue;
                }
                Session session = new Session(backend, waiter);
                Slot slot = bySession.get(session);
                if (slot != null && calls.contains(slot)) {
                    waiting.add(slot);
                    next.add(waiter);
                } else if (!bySession.containsKey(session) && server.young) {
                    next.add(waiter);
                }
            }
        }
    }
}
