package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads that the backends of one pool share. Thread-safe.
 *
 * <p>A thread begins when there is work for it, bears the name of that work, and ends after {@link #IDLE} without work.
 * A backend without slots has no thread to itself, so that DNS or a file does not decide how many threads the virtual
 * machine has.
 */
public final class SharedThreads {
    /** For how long a thread waits for its next work. */
    static final Duration IDLE = Duration.ofSeconds(5);

    /** Each piece of work may have a thread. What bounds their number is {@link BoundedWorkers}. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    /**
     * The most probes at once of servers without slots. If more such servers are silent, each waits for its turn, so
     * that 1,000 silent servers are all probed in half a minute.
     */
    public static final int PROBE_THREADS = 32;

    private final ThreadPoolExecutor workers;
    private final StatusThreads status;
    private final BoundedWorkers probes;

    /** Creates the threads of a pool; none runs yet. */
    public SharedThreads(ThreadSource source, String pool) {
        workers = source.scheduler().executor(source.named("penstock-worker-" + pool), UNBOUNDED, IDLE);
        status = new StatusThreads(source, pool);
        probes = new BoundedWorkers(workers, "penstock-probe-" + pool, PROBE_THREADS);
    }

    /** Runs each piece of work at once, on a waiting thread or a new one. */
    Executor workers() {
        return workers;
    }

    /** The threads of the status tasks. */
    public StatusThreads status() {
        return status;
    }

    /** The workers for probes of backends without slots. */
    BoundedWorkers probes() {
        return probes;
    }

    /** Ends the threads once they have no work. Late work gets a thread of its own. */
    public void close() {
        probes.close();
        status.close();
        workers.shutdown();
    }
}
