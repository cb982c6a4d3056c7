package dev.penstock.pool.tracing;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.operations.TraceContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the application's tracing library for the span of the current thread, until that fails. Thread-safe. */
public final class SpanReader {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.traces");

    private final String pool;
    private volatile @Nullable Supplier<Optional<TraceContext>> source;

    /** A reader that knows no span. */
    public SpanReader(String pool) {
        this.pool = pool;
    }

    /** Asks {@code fresh} from now on. */
    void use(Supplier<Optional<TraceContext>> fresh) {
        source = fresh;
    }

    /** The span of the current thread; null if there is none. */
    public @Nullable TraceContext current() {
        Supplier<Optional<TraceContext>> asked = source;
        if (asked == null) {
            return null;
        }
        try {
            Optional<TraceContext> span = asked.get();
            return span.isPresent() ? span.get() : null;
        } catch (Throwable e) {
            source = null;
            SafeLog.warn(LOGGER, "pool {}: spans are not noted any more, because their source failed", pool, e);
            return null;
        }
    }
}
