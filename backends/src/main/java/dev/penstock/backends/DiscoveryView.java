package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.ServiceName;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What discovery knows of a service at one moment: an immutable value.
 *
 * @param service the service
 * @param version counts the changes
 * @param freshness how much the backends are to be trusted
 * @param backends the backends that are in the service
 * @param absent backends that are not in the service any more, and have not begun to drain, since they may come back
 * @param age how long ago something was found for the last time; empty while nothing ever was
 * @param source who said so; empty while nothing was ever found
 * @param lastError what went wrong in the last resolution; empty if nothing did
 */
public record DiscoveryView(
        ServiceName service,
        long version,
        Freshness freshness,
        List<Known> backends,
        List<Absent> absent,
        Optional<Duration> age,
        Optional<String> source,
        Optional<DiscoveryFailure> lastError) {
    /** Copies the lists. */
    public DiscoveryView {
        backends = List.copyOf(backends);
        absent = List.copyOf(absent);
    }

    /**
     * A backend that is in the service.
     *
     * @param backend name, address, port, priority and weight
     * @param source who named it: a name server's {@code address:port}, a file, …
     * @param expiresIn how long that still holds, as the source says; negative where it comes from an answer that
     *     could not be renewed
     */
    public record Known(Backend backend, String source, Duration expiresIn) {}

    /**
     * A backend that is not in the service any more.
     *
     * @param backend name, address, port, priority and weight
     * @param since how long ago it was there for the last time
     */
    public record Absent(Backend backend, Duration since) {}

    /** What is known, seen now. */
    public static DiscoveryView of(BackendSet set, Map<Backend, Duration> absent, NanoClock clock) {
        return new DiscoveryView(
                set.service(),
                set.version(),
                set.freshness(),
                set.backends().stream()
                        .map(backend -> known(backend, set.originOf(backend), clock))
                        .toList(),
                absent.entrySet().stream()
                        .map(gone -> new Absent(gone.getKey(), gone.getValue()))
                        .toList(),
                set.origin().map(origin -> origin.age(clock)),
                set.origin().map(Origin::source),
                set.failure());
    }

    private static Known known(Backend backend, Origin origin, NanoClock clock) {
        return new Known(backend, origin.source(), origin.expiresIn(clock));
    }

    /** Whether every backend comes from the last resolution, and nothing in it went wrong. */
    public boolean healthy() {
        return freshness == Freshness.FRESH && lastError.isEmpty();
    }

    /**
     * One line, as in {@code orders: 3 backends, STALE, as 10.0.0.2:53 said 42 s ago; last error: …}.
     */
    @Override
    public String toString() {
        String count = backends.size() == 1 ? "1 backend" : backends.size() + " backends";
        String said = source.map(who ->
                        ", as " + who + " said " + age.orElse(Duration.ZERO).toSeconds() + " s ago")
                .orElse(", nothing was ever found");
        String gone = absent.isEmpty() ? "" : ", " + absent.size() + " absent";
        return service + ": " + count + ", " + freshness + said + gone
                + lastError.map(error -> "; last error: " + error.message()).orElse("");
    }
}
