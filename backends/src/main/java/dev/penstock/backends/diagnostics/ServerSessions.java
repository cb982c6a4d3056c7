package dev.penstock.backends.diagnostics;

import dev.penstock.backends.Connector;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.calls.SqlDigests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The diagnostic sessions of one pool: at most one for each backend, beside {@code maximumPoolSize}. A thread of the
 * pool opens a session if a question needs it, and the session is closed after {@link #IDLE} without a question.
 * Thread-safe; no method waits for a server.
 */
public final class ServerSessions implements AutoCloseable {
    /** The longest time for an answer; a later one counts as a refusal. */
    public static final Duration ANSWER = Duration.ofMillis(500);

    /** The most processes of a server for which one question asks. */
    public static final int MOST_PIDS = 64;

    /** A session that nobody uses for longer is closed. */
    static final Duration IDLE = Duration.ofSeconds(10);

    /** The longest time in which a session is opened; a question is refused before. */
    static final Duration CONNECT = Duration.ofSeconds(5);

    private static final int MOST_THREADS = 8;
    private static final Duration THREAD_IDLE = Duration.ofSeconds(5);

    private final String pool;
    private final Connector connector;
    private final NanoClock clock;
    private final BlockingQuery query;
    private final ThreadPoolExecutor threads;
    private final Map<Backend, DiagnosticSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * No sessions yet.
     *
     * @param pool the name of the pool
     * @param connector opens the sessions
     * @param source makes their threads
     * @param digests shows the SQL of the server's sessions without literals
     */
    public ServerSessions(String pool, Connector connector, ThreadSource source, NanoClock clock, SqlDigests digests) {
        this.pool = pool;
        this.connector = connector;
        this.clock = clock;
        this.query = new BlockingQuery(digests);
        this.threads =
                source.scheduler().executor(source.named("penstock-diagnosis-" + pool), MOST_THREADS, THREAD_IDLE);
    }

    /**
     * Asks a server for which sessions these processes wait. The answer comes within {@link #ANSWER} if {@link #tick}
     * is called; it may be a refusal.
     *
     * @param pids the first {@value #MOST_PIDS} count
     */
    public CompletableFuture<ServerAnswer> ask(Backend backend, List<Integer> pids) {
        if (closed) {
            return CompletableFuture.completedFuture(ServerAnswer.refused(clock.nanoTime(), "the pool is closed"));
        }
        List<Integer> asked = pids.stream().limit(MOST_PIDS).toList();
        AtomicReference<CompletableFuture<ServerAnswer>> answer = new AtomicReference<>();
        sessions.compute(backend, (wanted, before) -> {
            DiagnosticSession session = before == null ? session(wanted) : before;
            answer.set(session.ask(asked));
            if (closed) {
                session.close(); // close() may have missed it
            }
            return session;
        });
        return answer.get();
    }

    private DiagnosticSession session(Backend backend) {
        return new DiagnosticSession(backend, connector, threads, clock, query, "penstock/" + pool + "/diagnostic");
    }

    /** Refuses late questions and closes idle sessions. Called at each beat of the pool, and by those who wait. */
    public void tick() {
        long now = clock.nanoTime();
        sessions.values().forEach(session -> session.tick(now));
        sessions.keySet()
                .forEach(backend ->
                        sessions.computeIfPresent(backend, (same, session) -> session.isUnused() ? null : session));
    }

    /** Ends all sessions. Waits for none. */
    @Override
    public void close() {
        closed = true;
        threads.shutdown(); // from now on, each task gets a thread at once
        sessions.values().forEach(DiagnosticSession::close);
    }
}
