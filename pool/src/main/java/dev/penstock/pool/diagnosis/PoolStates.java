package dev.penstock.pool.diagnosis;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.service.Backends;
import dev.penstock.pool.ClaimReport;
import dev.penstock.waits.NanoClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of the pool for the reports of claims that fail. Claims that fail within {@link #SHARED_NANOS} share one
 * state: to look at all backends and holders costs more than a claim, and thousands of claims may time out together.
 * Thread-safe; no caller waits for another.
 */
final class PoolStates {
    /** For how long claims share a state. */
    static final long SHARED_NANOS = 10_000_000;

    /** For how long claims share a state while another claim takes a new one. */
    private static final long SHARED_MEANWHILE_NANOS = 1_000_000_000;

    private final Backends backends;
    private final IntFunction<List<ClaimReport.Holder>> holders;
    private final Supplier<Optional<String>> blockers;
    private final NanoClock clock;
    private final int stacks;
    private final AtomicBoolean taking = new AtomicBoolean();

    /** The last state with stacks. */
    private volatile @Nullable State last;

    /**
     * Creates the source of states.
     *
     * @param holders lists the holders, so many of them with a stack
     * @param stacks how many holders of a state have a stack
     * @param blockers the blocking chain of claims that wait for a slot
     */
    PoolStates(
            Backends backends,
            IntFunction<List<ClaimReport.Holder>> holders,
            int stacks,
            Supplier<Optional<String>> blockers,
            NanoClock clock) {
        this.backends = backends;
        this.holders = holders;
        this.blockers = blockers;
        this.stacks = stacks;
        this.clock = clock;
    }

    /** The state of the pool at one moment. Thread-safe. */
    static final class State {
        private final long taken;
        private final List<BackendView> backends;
        private final DiscoveryView discovery;
        private final List<ClaimReport.Holder> holders;
        private final Optional<String> blockers;

        private State(
                long taken,
                List<BackendView> backends,
                DiscoveryView discovery,
                List<ClaimReport.Holder> holders,
                Optional<String> blockers) {
            this.taken = taken;
            this.backends = backends;
            this.discovery = discovery;
            this.holders = holders;
            this.blockers = blockers;
        }

        List<BackendView> backends() {
            return backends;
        }

        DiscoveryView discovery() {
            return discovery;
        }

        List<ClaimReport.Holder> holders() {
            return holders;
        }

        Optional<String> blockers() {
            return blockers;
        }
    }

    /** The state at this moment, or some milliseconds ago. */
    State present() {
        State seen = last;
        long age = seen == null ? Long.MAX_VALUE : clock.nanoTime() - seen.taken;
        if (seen != null && age < SHARED_NANOS) {
            return seen;
        }
        if (!taking.compareAndSet(false, true)) {
            return seen != null && age < SHARED_MEANWHILE_NANOS ? seen : take(0);
        }
        try {
            State fresh = take(stacks);
            last = fresh;
            return fresh;
        } finally {
            taking.set(false);
        }
    }

    /** The time is read last: a state that takes long to collect is shared for its whole time. */
    private State take(int withStacks) {
        List<BackendView> views = List.copyOf(backends.views());
        DiscoveryView discovery = backends.discovery();
        List<ClaimReport.Holder> held = List.copyOf(holders.apply(withStacks));
        Optional<String> chain = withStacks == 0 ? Optional.empty() : blockers.get();
        return new State(clock.nanoTime(), views, discovery, held, chain);
    }
}
