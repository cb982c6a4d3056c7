package dev.penstock.waits.operations;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the application does now, such as a route, a job or a transaction. Claims belong to the operation that is open
 * on their thread. Operations nest.
 *
 * <pre>{@code
 * try (var op = Operation.begin("checkout").withDeadline(Duration.ofSeconds(2))) {
 *     orders.save(cart);
 * }
 * }</pre>
 *
 * <p>Give it a name of a small set, never an ID: each pool counts 256 names, and all others as {@code other}. A name is
 * kept as one line of at most {@value #MAX_NAME} characters. A claim that outlives its operation keeps it.
 *
 * <p>Thread-safe, but close an operation on the thread that began it. No method waits for a claim, or throws unless an
 * argument is null.
 */
public final class Operation implements AutoCloseable {
    /** The greatest length of a name, and of the key or value of a tag, in characters. */
    public static final int MAX_NAME = 128;

    /** The greatest number of tags; the others are dropped. */
    public static final int MAX_TAGS = 16;

    /** The greatest number of operations that are open on one thread; beyond, they count as left open. */
    private static final int MAX_DEPTH = 64;

    private static final long NO_DEADLINE = Long.MAX_VALUE;
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final ThreadLocal<Operation> CURRENT = new ThreadLocal<>();

    /** Whether an operation was ever begun: a claim reads this alone. Each thread with an operation has written it. */
    private static boolean begun;

    private final String name;
    private final Map<String, String> tags;
    private final @Nullable Operation parent;
    final @Nullable Operation below;
    private final int depth;
    final boolean carried;
    private final long threadId = Thread.currentThread().getId();
    private final long began = System.nanoTime();
    private final StackWalker.@Nullable StackFrame site;
    private @Nullable TraceScope traceScope;
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet(1);
    private final OperationLedger ledger = new OperationLedger(began);
    private volatile boolean closed;
    private volatile boolean cancelled;
    private final AtomicReference<@Nullable Long> deadline = new AtomicReference<>();
    private @Nullable Object attachment;

    private Operation(
            String name,
            Map<String, String> tags,
            @Nullable Operation parent,
            @Nullable Operation below,
            boolean carried,
            StackWalker.@Nullable StackFrame site) {
        this.name = name;
        this.tags = tags;
        this.parent = parent;
        this.below = below;
        this.carried = carried;
        this.depth = below == null ? 1 : below.depth + 1;
        this.site = site;
        this.traceScope = parent == null ? null : parent.traceScope;
    }

    /** Reads the claims of a pool that are in flight. */
    public interface Source {
        /**
         * Adds the times of claims that {@link Operation#add} has not recorded, up to {@code now}.
         *
         * @param operation claims of this operation and of operations within it are added
         */
        void addInFlight(Operation operation, long now, OperationSums sums);
    }

    /** Begins an operation, nested in the one that is open on this thread. */
    public static Operation begin(String name) {
        return begin(name, Map.of());
    }

    /** Begins an operation as {@link #begin(String)}; {@code scope} traces its claims. */
    public static Operation beginTraced(String name, TraceScope scope) {
        Operation traced = begin(name);
        traced.traceScope = scope;
        return traced;
    }

    /** The innermost trace that covers this operation; null if there is none. */
    public @Nullable TraceScope traceScopeOrNull() {
        return traceScope;
    }

    /**
     * Begins an operation, nested in the one that is open on this thread.
     *
     * @param name a route, job or transaction; a blank name becomes {@code unnamed}
     * @param tags further facts for reports, at most {@value #MAX_TAGS}
     */
    public static Operation begin(String name, Map<String, String> tags) {
        Operation top = currentOrNull();
        if (top != null && top.depth >= MAX_DEPTH) {
            top = closeLeftOpen(top);
        }
        return push(new Operation(
                OperationText.name(name),
                OperationText.tags(tags),
                top,
                top,
                false,
                top == null ? OperationText.caller() : null));
    }

    /**
     * Begins an operation where none may be open: at the entry of a request or job on a pooled thread. Operations that
     * are still open on this thread were left open. They are closed, and noted in {@link OperationLints}.
     */
    public static Operation beginRoot(String name, Map<String, String> tags) {
        Operation top = currentOrNull();
        Operation traced = top == null ? null : closeLeftOpen(top);
        return push(new Operation(
                OperationText.name(name), OperationText.tags(tags), traced, traced, false, OperationText.caller()));
    }

    /** An operation for one claim that has a name of its own; it is never current. */
    public static Operation forClaim(String name, @Nullable Operation parent) {
        return new Operation(OperationText.name(name), Map.of(), parent, parent, false, null);
    }

    private static Operation push(Operation fresh) {
        begun = true;
        CURRENT.set(fresh);
        return fresh;
    }

    /** Closes operations down to one that {@link #beginTraced} began, whose trace lasts. Returns that one. */
    private static @Nullable Operation closeLeftOpen(Operation top) {
        long now = System.nanoTime();
        Operation open = top;
        for (; open != null && !open.beginsTrace(); open = open.below) {
            if (open.tryClose(now)) {
                OperationLints.noteLeftOpen(open.name, open.site, now - open.began);
            }
        }
        setCurrent(open);
        return open;
    }

    private boolean beginsTrace() {
        return traceScope != null && !closed && (parent == null || !traceScope.equals(parent.traceScope));
    }

    /** The operation that is open on this thread. */
    public static Optional<Operation> current() {
        return Optional.ofNullable(currentOrNull());
    }

    /** The operation that is open on this thread; null if there is none. */
    public static @Nullable Operation currentOrNull() {
        return begun ? top() : null;
    }

    /** The innermost open operation. Operations that other threads closed are left. */
    private static @Nullable Operation top() {
        Operation top = CURRENT.get();
        if (top == null || !top.closed) {
            return top;
        }
        while (top != null && top.closed) {
            top = top.below;
        }
        setCurrent(top);
        return top;
    }

    static void setCurrent(@Nullable Operation operation) {
        if (operation == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(operation);
        }
    }

    /**
     * Lets claims inside, also of nested operations, wait until {@code limit} from now at most. An earlier deadline
     * stays. Returns this operation.
     */
    public Operation withDeadline(Duration limit) {
        long fresh = System.nanoTime()
                + (limit.compareTo(LONGEST) > 0 ? LONGEST : limit.isNegative() ? Duration.ZERO : limit).toNanos();
        deadline.accumulateAndGet(fresh, (before, now) -> before == null || now - before < 0 ? now : before);
        wakeWaiting();
        return this;
    }

    /** Makes all claims inside fail that wait or begin from now on. A claim that has its connection keeps it. */
    public void cancel() {
        cancelled = true;
        wakeWaiting();
    }

    private void wakeWaiting() {
        waiting.forEach(Runnable::run);
    }

    /** Whether this operation, or one that contains it, is cancelled. */
    public boolean isCancelled() {
        for (Operation operation = this; operation != null; operation = operation.parent) {
            if (operation.cancelled) {
                return true;
            }
        }
        return false;
    }

    /** Nanoseconds until the earliest deadline, negative once it has passed; {@code Long.MAX_VALUE} without one. */
    public long remainingNanos() {
        long remaining = NO_DEADLINE;
        for (Operation operation = this; operation != null; operation = operation.parent) {
            Long limit = operation.deadline.get();
            if (limit != null) {
                remaining = Math.min(remaining, limit - System.nanoTime());
            }
        }
        return remaining;
    }

    /** Whether claims may begin: the operation is not cancelled, and its deadline has not passed. */
    public boolean allowsClaims() {
        return !isCancelled() && remainingNanos() > 0;
    }

    /** Calls {@code wake} if the operation is cancelled or gets a deadline, until {@link #endWait}. */
    public void beginWait(Runnable wake) {
        for (Operation operation = this; operation != null; operation = operation.parent) {
            operation.waiting.add(wake);
        }
    }

    /** Ends the effect of {@link #beginWait}. */
    public void endWait(Runnable wake) {
        for (Operation operation = this; operation != null; operation = operation.parent) {
            operation.waiting.remove(wake);
        }
    }

    /** Without copies that ended and limit nothing: a job that schedules itself again grows no chain of them. */
    private Operation withoutEndedCopies() {
        Operation kept = this;
        while (kept.carried && kept.closed && !kept.cancelled && kept.deadline.get() == null && kept.parent != null) {
            kept = kept.parent;
        }
        return kept;
    }

    /** A handle with which another thread enters this operation. */
    public Handle handle() {
        return new Handle(this);
    }

    /**
     * Carries an operation to other threads: an immutable value. {@code try (var op = handle.enter()) { … }}
     *
     * @param operation the operation
     */
    public record Handle(Operation operation) {
        /**
         * Makes the operation current on this thread until the result is closed. The operation itself may be closed
         * earlier. If it was entered by a handle, too, limits that it gets after its close do not count here.
         */
        public Operation enter() {
            Operation carried = operation.withoutEndedCopies();
            Operation fresh = new Operation(carried.name, carried.tags, carried, currentOrNull(), true, null);
            for (Operation outer = carried; outer != null; outer = outer.parent) {
                outer.ledger.enter(fresh.began);
            }
            return push(fresh);
        }
    }

    /**
     * Ends the operation. Operations that are open inside of it on this thread are closed, too, which {@link
     * OperationLints} counts. Does nothing if it is closed.
     */
    @Override
    public void close() {
        long now = System.nanoTime();
        if (tryClose(now) && threadId == Thread.currentThread().getId()) {
            unwind(now);
        }
    }

    private boolean tryClose(long now) {
        if (!ledger.end(now)) {
            return false;
        }
        closed = true;
        for (Operation outer = carried ? parent : null; outer != null; outer = outer.parent) {
            outer.ledger.leave(now);
        }
        return true;
    }

    /** Closes the operations above this one, and makes the one below current. */
    private void unwind(long now) {
        Operation top = CURRENT.get();
        Operation found = top;
        while (found != null && found != this) {
            found = found.below;
        }
        if (found == null) {
            return;
        }
        for (Operation inner = top; inner != null && inner != this; inner = inner.below) {
            if (inner.tryClose(now)) {
                OperationLints.countOutOfOrder();
            }
        }
        setCurrent(below);
    }

    /** The name, as one line of at most {@value #MAX_NAME} characters. */
    public String name() {
        return name;
    }

    /** The tags, unmodifiable. */
    public Map<String, String> tags() {
        return tags;
    }

    /** The operation in which this one was begun. */
    public Optional<Operation> parent() {
        return Optional.ofNullable(parent);
    }

    /** Whether this is {@code other}, or was begun in it. */
    public boolean isWithin(Operation other) {
        Operation operation = this;
        while (operation != null && operation != other) {
            operation = operation.parent;
        }
        return operation != null;
    }

    void usedBy(Source source) {
        Operation operation = this;
        while (operation != null && operation.ledger.use(source)) {
            operation = operation.parent;
        }
    }

    /** Adds claim time that no source adds any more. */
    public void add(OperationSums more) {
        for (Operation operation = this; operation != null; operation = operation.parent) {
            operation.ledger.add(more);
        }
    }

    /** The times up to now, or up to the end of the operation. Reads all slots of the pools that it used. */
    public OperationTimes times() {
        return ledger.times(this);
    }

    /**
     * An immutable value that is kept with this operation; made on first use. Racing threads may make several.
     *
     * @param type the type of the value; a value of another type is replaced
     */
    public <T> T attached(Class<T> type, Function<Operation, T> make) {
        Object seen = attachment;
        if (type.isInstance(seen)) {
            return type.cast(seen);
        }
        T fresh = make.apply(this);
        attachment = fresh;
        return fresh;
    }

    /** For example {@code operation 'checkout' {region=eu} in 'request'}. */
    @Override
    public String toString() {
        return "operation '" + name + "'" + (tags.isEmpty() ? "" : " " + tags)
                + (parent == null ? "" : " in '" + parent.name + "'");
    }
}
