package dev.penstock.pool.blocking;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.diagnostics.ServerSessions;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Ending;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows holders of slots through the server to the end of their waits. Used by one thread. */
final class HolderPaths {
    /** A chain of more sessions is not followed. */
    private static final int MOST_NODES = 64;

    private static final String UNTOLD = "the driver does not tell the server's process of the session";
    private static final String POOLED = "a pooler such as pgbouncer is between the pool and the server, and hides"
            + " which process of the server executes the call";

    private final Scene scene;
    private final Map<Thread, WaitingClaim> waiting = new HashMap<>();
    private final Map<String, HeldSlot> bySession = new HashMap<>();

    HolderPaths(Scene scene) {
        this.scene = scene;
        scene.waiting().forEach(claim -> waiting.put(claim.claimant(), claim));
        scene.held()
                .forEach(slot ->
                        slot.pid().ifPresent(pid -> bySession.putIfAbsent(session(slot.backend(), pid), slot)));
    }

    private static String session(String backend, int pid) {
        return backend + '#' + pid;
    }

    /** The way from a holder to its end. A way that leads to a claim that waits ends there. */
    Node.Path from(HeldSlot slot) {
        return new Walk().from(slot, List.of());
    }

    /** One walk. A session that leads to no end is not visited twice. */
    private final class Walk {
        private final Set<Object> visited = new HashSet<>();

        Node.Path from(HeldSlot slot, List<Node> before) {
            if (!Scene.isCalling(slot)) {
                return fromThread(slot, before);
            }
            ServerAnswer answer = scene.answerTo(slot).orElse(null);
            Optional<ServerSession> session = answer == null || slot.pid().isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(answer.sessions().get(slot.pid().getAsInt()));
            List<Node> nodes = with(before, new Node.Holder(slot, session));
            if (answer == null) {
                return new Node.Path(nodes, Ending.CALL, scene.whyUnasked(slot));
            }
            if (answer.refusal().isPresent()) {
                return new Node.Path(nodes, Ending.NO_ANSWER, answer.refusal().get());
            }
            if (answer.isPooled() || slot.pid().isEmpty()) {
                return new Node.Path(nodes, Ending.UNKNOWN_PROCESS, answer.isPooled() ? POOLED : UNTOLD);
            }
            return session.map(known -> fromCall(known, answer, slot.backend(), nodes))
                    .orElseGet(() -> fromMissing(slot.pid().getAsInt(), answer, nodes));
        }

        /** The answer does not have the process of a call. */
        private Node.Path fromMissing(int pid, ServerAnswer answer, List<Node> nodes) {
            if (answer.asked().contains(pid)) {
                return new Node.Path(nodes, Ending.UNKNOWN_PROCESS, unknown(pid));
            }
            return new Node.Path(
                    nodes,
                    Ending.CALL,
                    answer.asked().size() >= ServerSessions.MOST_PIDS
                            ? "not asked: a question names at most " + ServerSessions.MOST_PIDS + " calls of a server"
                            : "not asked: the last question to its server did not name the call");
        }

        /** The thread has a connection, and calls nothing: it waits for another slot, or it is the root. */
        private Node.Path fromThread(HeldSlot slot, List<Node> before) {
            List<Node> nodes = with(before, new Node.Holder(slot, sessionOf(slot)));
            WaitingClaim nested = nested(slot).orElse(null);
            return nested == null
                    ? new Node.Path(nodes, Ending.APPLICATION, "the application has the connection and makes no call")
                    : new Node.Path(
                            with(nodes, new Node.Waiter(nested)),
                            Ending.UNKNOWN,
                            "the thread waits for another connection");
        }

        /**
         * The claim for which the holder of a slot waits. The waiting claims are read before the holders: a claim that
         * got its slot in between is found as both. A nested claim began after the handover of the outer one.
         */
        private Optional<WaitingClaim> nested(HeldSlot slot) {
            return Optional.ofNullable(waiting.get(slot.claim().holder()))
                    .filter(claim -> claim.claimId() != slot.claim().claimId()
                            && claim.claimNanos() < slot.claim().heldNanos());
        }

        /** What the server said of the session of this claim; an answer about an earlier claim does not count. */
        private Optional<ServerSession> sessionOf(HeldSlot slot) {
            ServerAnswer answer = scene.servers().get(slot.backend());
            return answer == null || slot.pid().isEmpty() || scene.isHeldSince(answer, slot)
                    ? Optional.empty()
                    : Optional.ofNullable(answer.sessions().get(slot.pid().getAsInt()));
        }

        private Node.Path fromCall(ServerSession session, ServerAnswer answer, String backend, List<Node> nodes) {
            if (!session.blockers().isEmpty()) {
                return fromBlockers(session, answer, backend, nodes);
            }
            if (session.hidden()) {
                return new Node.Path(nodes, Ending.HIDDEN, hidden(session.pid()));
            }
            return session.active()
                    ? new Node.Path(nodes, Ending.SERVER, "the server executes the call" + on(session))
                    : new Node.Path(
                            nodes,
                            Ending.CLIENT,
                            "the server has answered, and waits for its client"
                                    + session.state()
                                            .map(state -> " (" + state + ")")
                                            .orElse(""));
        }

        private Node.Path fromOutside(ServerSession session, ServerAnswer answer, String backend, List<Node> before) {
            List<Node> nodes = with(before, new Node.Outside(backend, session));
            if (!session.blockers().isEmpty()) {
                return fromBlockers(session, answer, backend, nodes);
            }
            return session.hidden()
                    ? new Node.Path(nodes, Ending.HIDDEN, hidden(session.pid()))
                    : new Node.Path(
                            nodes,
                            Ending.OUTSIDE_SESSION,
                            "a session outside of the pool holds the lock" + on(session));
        }

        /**
         * Follows the first blocker that leads to an end. A blocker that was returned since the question blocks nothing
         * any more. If each of the others leads back, the sessions form a cycle.
         */
        private Node.Path fromBlockers(ServerSession session, ServerAnswer answer, String backend, List<Node> nodes) {
            visited.add(session(backend, session.pid()));
            List<Integer> blockers = session.blockers().stream()
                    .filter(blocker -> !isReturned(backend, blocker, answer))
                    .toList();
            if (blockers.isEmpty()) {
                return new Node.Path(
                        nodes, Ending.UNKNOWN, returned(session.blockers().get(0), answer));
            }
            for (int blocker : blockers) {
                Node.Path path = fromBlocker(blocker, answer, backend, nodes);
                if (path != null && path.ending() != Ending.CYCLE) {
                    return path;
                }
            }
            return new Node.Path(
                    nodes, Ending.CYCLE, "the sessions wait for each other: the server breaks such a deadlock itself");
        }

        /** Whether a session of the pool served an earlier claim, or none, when the server was asked. */
        private boolean isReturned(String backend, int pid, ServerAnswer answer) {
            HeldSlot own = bySession.get(session(backend, pid));
            return own == null ? scene.isPooled(backend, pid) : scene.isHeldSince(answer, own);
        }

        private Node.@Nullable Path fromBlocker(int pid, ServerAnswer answer, String backend, List<Node> nodes) {
            if (pid == 0) {
                return new Node.Path(
                        nodes,
                        Ending.PREPARED_TRANSACTION,
                        "a prepared transaction holds the lock: see pg_prepared_xacts");
            }
            String key = session(backend, pid);
            if (visited.contains(key) || nodes.size() > MOST_NODES) {
                return null;
            }
            HeldSlot own = bySession.get(key);
            if (own != null) {
                return from(own, nodes);
            }
            ServerSession session = answer.sessions().get(pid);
            return session == null
                    ? new Node.Path(nodes, Ending.UNKNOWN_PROCESS, unknown(pid))
                    : fromOutside(session, answer, backend, nodes);
        }
    }

    private static List<Node> with(List<Node> nodes, Node more) {
        List<Node> all = new ArrayList<>(nodes);
        all.add(more);
        return all;
    }

    private static String on(ServerSession session) {
        return session.waitsOn().map(event -> " (" + event + ")").orElse("");
    }

    private static String hidden(int pid) {
        return "the server hides process " + pid + " from the pool's user: grant it pg_monitor to see more";
    }

    /** A session that was idle when the server was asked blocks without a transaction. */
    private static String returned(int pid, ServerAnswer answer) {
        ServerSession session = answer.sessions().get(pid);
        boolean idle = session != null && session.state().equals(Optional.of("idle"));
        return idle
                ? "process " + pid + " of the pool is idle, and blocked the call: an earlier claim has left a lock of"
                        + " the session, such as an advisory lock (see connectionResetQuery), or returned it meanwhile"
                : "the claim that blocked the call has returned process " + pid + " meanwhile: the call may go on";
    }

    private static String unknown(int pid) {
        return "the server does not know process " + pid + ": the session has ended";
    }
}
