package dev.penstock.backends.diagnostics;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answer of one server to the question which sessions wait for which: an immutable value.
 *
 * @param askedAt the moment at which the question was asked, in nanoseconds of the pool's clock
 * @param asked the processes for which was asked; empty if there is no answer
 * @param sessions the sessions that were asked for and those for which they wait, by their process; a process that the
 *     server does not know is missing
 * @param refusal the reason why there is no answer, as a part of a sentence; empty if there is one
 * @param load the connections that the server has; empty if it did not tell
 * @param isPooled whether a pooler is between the pool and the server: then the processes that the driver knows are
 *     none of the server, and there are no sessions
 */
public record ServerAnswer(
        long askedAt,
        Set<Integer> asked,
        Map<Integer, ServerSession> sessions,
        Optional<String> refusal,
        Optional<ServerLoad> load,
        boolean isPooled) {
    /** Copies the collections. */
    public ServerAnswer {
        asked = Set.copyOf(asked);
        sessions = Map.copyOf(sessions);
    }

    /** An answer. */
    public static ServerAnswer of(long askedAt, Collection<Integer> asked, Map<Integer, ServerSession> sessions) {
        return new ServerAnswer(askedAt, Set.copyOf(asked), sessions, Optional.empty(), Optional.empty(), false);
    }

    /** The answer of a server behind a pooler. */
    public static ServerAnswer pooled(long askedAt, Collection<Integer> asked) {
        return new ServerAnswer(askedAt, Set.copyOf(asked), Map.of(), Optional.empty(), Optional.empty(), true);
    }

    /** The same answer of a server that has these connections. */
    ServerAnswer with(Optional<ServerLoad> connections) {
        return new ServerAnswer(askedAt, asked, sessions, refusal, connections, isPooled);
    }

    /** No answer. */
    public static ServerAnswer refused(long askedAt, String reason) {
        return new ServerAnswer(askedAt, Set.of(), Map.of(), Optional.of(reason), Optional.empty(), false);
    }
}
