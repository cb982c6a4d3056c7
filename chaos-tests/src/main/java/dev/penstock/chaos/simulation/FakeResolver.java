package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A resolver with a scripted result, in which callers may get stuck. */
final class FakeResolver implements Resolver {
    private static final long MOST_DELAY_NANOS = 50_000_000;
    private static final long STUCK_NANOS = 4_000_000_000L;
    private static final int THOUSAND = 1_000;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private final Starvation starvation;
    private final ServiceName service = new ServiceName("simulated.test");
    private BackendSet current = BackendSet.unresolved(service);
    private @Nullable BackendListener listener;
    private boolean closed;
    private int stuckIn1000;

    FakeResolver(Kernel kernel, SplittableRandom chance, Starvation starvation) {
        this.kernel = kernel;
        this.chance = chance;
        this.starvation = starvation;
    }

    /** Sets the number of callers in 1,000 that get stuck. */
    void stuck(int in1000) {
        if ((in1000 > 0) != (stuckIn1000 > 0)) {
            starvation.lateOn(in1000 > 0 ? 1 : -1);
        }
        stuckIn1000 = in1000;
    }

    /** Sets the result; an empty list is a failure. */
    void find(List<Backend> backends) {
        kernel.note("resolver finds", backends.size(), current.version() + 1);
        current = backends.isEmpty()
                ? new BackendSet(
                        service,
                        current.version() + 1,
                        List.of(),
                        Freshness.NONE,
                        Optional.of(new DiscoveryFailure(DiscoveryFailure.Kind.NO_SUCH_NAME, "no such name")),
                        Optional.empty())
                : new BackendSet(
                        service,
                        current.version() + 1,
                        backends,
                        Freshness.FRESH,
                        Optional.empty(),
                        Optional.of(new Origin("simulation", kernel.nanoTime(), Duration.ofSeconds(30))));
        notifyListener();
    }

    /** Whether {@code backends} is the present result. */
    boolean isLast(List<Backend> backends) {
        return current.backends().equals(backends);
    }

    /** Notifies the listener after a delay. Each notification has the newest version, so versions stay in order. */
    private void notifyListener() {
        kernel.after(chance.nextLong(MOST_DELAY_NANOS), ActorIds.WORKER, () -> {
            BackendListener receiver = listener;
            if (receiver != null && !closed) {
                receiver.onBackends(current);
            }
        });
    }

    @Override
    public ServiceName service() {
        return service;
    }

    @Override
    public void start(BackendListener newListener) {
        listener = newListener;
        notifyListener();
    }

    @Override
    public BackendSet current() {
        return current;
    }

    @Override
    public void refresh() {
        if (stuckIn1000 > 0 && Fiber.current().actor >= ActorIds.STATUS && chance.nextInt(THOUSAND) < stuckIn1000) {
            kernel.note("stuck in the resolver", Fiber.current().actor, 0);
            kernel.hang(chance.nextLong(STUCK_NANOS));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
