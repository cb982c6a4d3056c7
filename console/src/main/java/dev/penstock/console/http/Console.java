package dev.penstock.console.http;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.console.engine.ProcessorShare;
import dev.penstock.console.source.StatsSource;
import dev.penstock.console.sql.Limits;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.console.ConsoleAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A console over HTTP on the JDK's server: the records of pools of this process. It only reads. It listens at a
 * loopback address, or at any address if each request must send a token.
 *
 * <p>All requests together have at most 16 threads, and 112 more requests wait for a thread. At most 4 requests read
 * from the pools at once, and on a small machine 2; beside them one reads the metrics. Together they may take a
 * twentieth of the processors: a query beyond that pauses as it reads rows of views. A request has 5 seconds until it
 * is read, and 30 more until its answer is written. The threads are daemons. Thread-safe. Close the console after use;
 * the pools go on.
 */
public final class Console implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int QUEUE = 112;

    /** The requests that read from the pools at once. */
    static final int PERMITS = ProcessorShare.PERMITS;

    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final DeadlineWorkers workers;
    private final Queries queries;

    private Console(HttpServer server, DeadlineWorkers workers, Queries queries) {
        this.server = server;
        this.workers = workers;
        this.queries = queries;
    }

    /**
     * Opens a console without a token for a pool.
     *
     * @param address {@code HOST:PORT}; without a host, as in {@code :8087}, the console listens at 127.0.0.1; port 0
     *     is a free port
     * @throws IllegalArgumentException if the address has another form, or is not a loopback address
     * @throws IOException if the console cannot listen there; the message says why
     */
    public static Console open(PenstockDataSource pool, String address) throws IOException {
        ConsoleAddress parsed;
        try {
            parsed = ConsoleAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the address '" + address + "' " + e.getMessage(), e);
        }
        return open(List.of(StatsSource.of(pool)), parsed.resolve(), ConsoleOptions.DEFAULT);
    }

    /**
     * Opens a console for several pools. Closing the console closes the sources.
     *
     * @param sources the pools, of different names
     * @param address the address; a host name must have been resolved
     * @throws IllegalArgumentException if two pools have one name, or if the address is not a loopback address and
     *     there is no token
     * @throws IOException if the console cannot listen there; the message says why
     */
    public static Console open(List<StatsSource> sources, InetSocketAddress address, ConsoleOptions options)
            throws IOException {
        return open(sources, address, options, ConsoleHandler.Times.DEFAULT);
    }

    static Console open(
            List<StatsSource> sources, InetSocketAddress address, ConsoleOptions options, ConsoleHandler.Times times)
            throws IOException {
        requireNames(sources);
        requireSafe(address, options);
        Optional<Token> token = token(options);
        ThreadFactory threads = threads();
        Queries queries = new Queries(sources, Limits.DEFAULT);
        DeadlineWorkers workers = new DeadlineWorkers(threads, THREADS, QUEUE, times.request());
        RequestCheck check = new RequestCheck(token);
        ConsoleHandler handler = new ConsoleHandler(check, new Pages(queries), workers, new ProcessorShare(), times);
        try {
            return new Console(start(threads, address, workers, handler), workers, queries);
        } catch (IOException | RuntimeException | Error e) {
            workers.close();
            throw e;
        }
    }

    private static Optional<Token> token(ConsoleOptions options) throws IOException {
        return options.tokenFile().isPresent()
                ? Optional.of(TokenFile.read(options.tokenFile().get()))
                : options.token().map(FixedToken::new);
    }

    private static void requireNames(List<StatsSource> sources) {
        Set<String> names = new HashSet<>();
        for (StatsSource source : sources) {
            if (!names.add(source.pool())) {
                throw new IllegalArgumentException("two pools have the name '" + source.pool() + "'");
            }
        }
    }

    private static void requireSafe(InetSocketAddress address, ConsoleOptions options) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("the host of the address " + address + " is unknown");
        }
        if (!host.isLoopbackAddress() && !options.isProtected()) {
            throw new IllegalArgumentException("the address " + host.getHostAddress()
                    + " is not a loopback address: a console that other machines can reach needs a token");
        }
    }

    /** Daemons that keep no class of the application alive. */
    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, "penstock-console-" + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Console.class.getClassLoader());
            return thread;
        };
    }

    /** The JDK's server starts threads that inherit from the thread that starts it: therefore a daemon does. */
    private static HttpServer start(
            ThreadFactory threads, InetSocketAddress address, DeadlineWorkers workers, ConsoleHandler handler)
            throws IOException {
        CompletableFuture<HttpServer> start = new CompletableFuture<>();
        threads.newThread(() -> {
                    try {
                        start.complete(start(address, workers, handler));
                    } catch (Throwable e) {
                        start.completeExceptionally(e);
                    }
                })
                .start();
        try {
            return start.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the console cannot listen at " + address + ": " + cause.getMessage(), cause);
        }
    }

    private static HttpServer start(InetSocketAddress address, DeadlineWorkers workers, ConsoleHandler handler)
            throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        try {
            server.setExecutor(workers);
            server.createContext("/", handler);
            server.start();
        } catch (RuntimeException | Error e) {
            server.stop(0);
            throw e;
        }
        return server;
    }

    /** The address at which the console listens, with its real port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** The URL of the console, such as {@code http://127.0.0.1:8087}. */
    public URI uri() {
        InetSocketAddress address = address();
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        String literal = name.contains(":") ? "[" + name + "]" : name;
        return URI.create("http://" + literal + ":" + address.getPort());
    }

    /** Ends all requests at once, and closes the port and the sources. Further calls do nothing. */
    @Override
    public void close() {
        server.stop(0);
        workers.close();
        queries.close();
    }

    @Override
    public String toString() {
        return "console at " + uri();
    }
}
