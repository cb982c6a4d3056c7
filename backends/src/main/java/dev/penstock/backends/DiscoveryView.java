package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of discovery for a service at one moment: an immutable value.
 *
 * @param service the service
 * @param version the number of changes until now
 * @param freshness how current the backends are
 * @param backends the backends that are in the service
 * @param absent the backends that left the service and may still come back, so that they do not drain yet
 * @param age the time since the last successful resolution; empty before the first
 * @param source the name server, file or list that answered last; empty before the first answer
 * @param lastError the failure of the last resolution; empty if it succeeded
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
     * @param source the origin of the answer: a name server's {@code address:port}, a file, …
     * @param expiresIn the remaining time to live of the answer; negative if it has expired and could not be renewed
     */
    public record Known(Backend backend, String source, Duration expiresIn) {
        /** One line, as in {@code db-1.test/127.0.0.2:5432 from 10.0.0.2:53, expires in 25 s}. */
        @Override
        public String toString() {
            return backend.label() + " from " + source
                    + (expiresIn.isNegative()
                            ? ", expired " + -expiresIn.toSeconds() + " s ago"
                            : ", expires in " + expiresIn.toSeconds() + " s");
        }
    }

    /**
     * A backend that left the service.
     *
     * @param backend name, address, port, priority and weight
     * @param since the time since it left
     */
    public record Absent(Backend backend, Duration since) {
        /** One line, as in {@code db-1.test/127.0.0.2:5432 absent for 12 s}. */
        @Override
        public String toString() {
            return backend.label() + " absent for " + since.toSeconds() + " s";
        }
    }

    /** Whether the last resolution succeeded and all backends come from it. */
    public boolean healthy() {
        return freshness == Freshness.FRESH && lastError.isEmpty();
    }

    /** One line, as in {@code orders: 3 backends, STALE, answered by 10.0.0.2:53 42 s ago; last error: …}. */
    @Override
    public String toString() {
        String count = backends.size() == 1 ? "1 backend" : backends.size() + " backends";
        String answered = source.map(name -> ", answered by " + name + " "
                        + age.orElse(Duration.ZERO).toSeconds() + " s ago")
                .orElse(", nothing was ever found");
        String gone = absent.isEmpty() ? "" : ", " + absent.size() + " absent";
        return service + ": " + count + ", " + freshness + answered + gone
                + lastError.map(error -> "; last error: " + error.message()).orElse("");
    }
}
