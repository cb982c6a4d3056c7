package dev.penstock.discovery.subset;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A limit for the number of backends, so that whoever fills DNS or a file does not decide how much memory and how many
 * threads this process takes. Backends that are in use stay; the others follow in the order of the set. The failure
 * of the set names the backends that are left out. Thread-safe.
 *
 * @param most the greatest number of backends, at least 1
 */
public record BackendLimit(int most) implements Restriction {
    private static final int MAX_NAMED = 10;

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if the limit is below 1
     */
    public BackendLimit {
        if (most < 1) {
            throw new IllegalArgumentException("the limit of backends, " + most + ", must be at least 1");
        }
    }

    @Override
    public BackendSet choose(BackendSet found, BackendSet before) {
        if (found.backends().size() <= most) {
            return found;
        }
        Set<BackendId> used = before.backends().stream().map(Backend::id).collect(Collectors.toSet());
        List<Backend> sorted = new ArrayList<>(found.backends());
        sorted.sort(Comparator.comparing(backend -> !used.contains(backend.id())));
        List<Backend> leftOut = sorted.subList(most, sorted.size());
        return Parts.of(found, sorted.subList(0, most), Optional.of(failure(found, leftOut)));
    }

    private DiscoveryFailure failure(BackendSet found, List<Backend> leftOut) {
        String names = leftOut.stream().limit(MAX_NAMED).map(Backend::label).collect(Collectors.joining(", "));
        String more = leftOut.size() > MAX_NAMED ? " and " + (leftOut.size() - MAX_NAMED) + " more" : "";
        String other = found.failure().map(failure -> failure.message() + "; ").orElse("");
        return new DiscoveryFailure(
                found.failure().map(DiscoveryFailure::kind).orElse(Kind.BAD_ANSWER),
                other + "the service has " + found.backends().size() + " backends, but maximumBackends is " + most
                        + ": not used are " + names + more);
    }
}
