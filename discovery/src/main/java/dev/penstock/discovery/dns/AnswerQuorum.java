package dev.penstock.discovery.dns;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answers of the name servers in one resolution, and their union or majority. Not thread-safe. */
final class AnswerQuorum {
    private static final int MAX_NAMED = 5;

    private final int voters;
    private final Map<InetSocketAddress, FinderResult> answers = new LinkedHashMap<>();
    private final List<DiscoveryException> failed = new ArrayList<>();
    private final List<Backend> kept = new ArrayList<>();

    /** Creates a quorum among this number of servers. */
    AnswerQuorum(int voters) {
        this.voters = voters;
    }

    void addAnswer(InetSocketAddress server, FinderResult found) {
        answers.put(server, found);
    }

    /**
     * Adds the failure of a server.
     *
     * @param before the last answer of the server, if it still counts
     */
    void addFailure(InetSocketAddress server, DiscoveryException thrown, @Nullable FinderResult before) {
        failed.add(thrown);
        if (before != null) {
            kept.addAll(before.backends());
        }
    }

    /**
     * Returns the backends that at least one server lists.
     *
     * @throws DiscoveryException if no server lists a backend
     */
    FinderResult union() throws DiscoveryException {
        if (answers.isEmpty()) {
            throw noBackend();
        }
        List<Backend> all = new ArrayList<>();
        answers.values().forEach(found -> all.addAll(found.backends()));
        Set<BackendId> ids = all.stream().map(Backend::id).collect(Collectors.toSet());
        kept.stream().filter(each -> !ids.contains(each.id())).forEach(all::add);
        return found(all, failures());
    }

    /**
     * Returns the backends that more than half of the servers list.
     *
     * @throws DiscoveryException if too few servers answer, or no backend has a majority
     */
    FinderResult majority() throws DiscoveryException {
        int needed = voters / 2 + 1;
        long negative =
                failed.stream().filter(each -> each.failure().negative()).count();
        if (answers.size() + negative < needed) {
            DiscoveryFailure reason = DnsFailures.joined(failures());
            throw new DiscoveryException(
                    reason.kind(),
                    (answers.size() + negative) + " of " + voters + " name servers answered, and nameServerPolicy"
                            + " majority needs " + needed + ": " + reason.message());
        }
        if (negative >= needed) {
            throw noBackend();
        }
        Map<BackendId, List<Backend>> votes = new LinkedHashMap<>();
        answers.values()
                .forEach(found -> found.backends()
                        .forEach(each -> votes.computeIfAbsent(each.id(), id -> new ArrayList<>())
                                .add(each)));
        List<Backend> elected = new ArrayList<>();
        List<Backend> defeated = new ArrayList<>();
        votes.values().forEach(each -> (each.size() >= needed ? elected : defeated).add(mostFrequent(each)));
        Set<DiscoveryFailure> failures = failures();
        if (!defeated.isEmpty()) {
            failures.add(new DiscoveryFailure(
                    Kind.BAD_ANSWER,
                    "left out, because fewer than " + needed + " of " + voters + " name servers list them: "
                            + labels(defeated)));
        }
        if (elected.isEmpty()) {
            throw new DiscoveryException(DnsFailures.joined(failures));
        }
        return found(elected, failures);
    }

    private DiscoveryException noBackend() {
        boolean allNegative = failed.stream().allMatch(each -> each.ttl().isPresent());
        Optional<Duration> ttl = allNegative
                ? failed.stream().flatMap(each -> each.ttl().stream()).min(Comparator.naturalOrder())
                : Optional.empty();
        return new DiscoveryException(DnsFailures.joined(failures()), ttl);
    }

    private Set<DiscoveryFailure> failures() {
        Set<DiscoveryFailure> failures = new LinkedHashSet<>();
        failed.forEach(each -> failures.add(each.failure()));
        answers.values().forEach(found -> found.failure().ifPresent(failures::add));
        return failures;
    }

    private FinderResult found(List<Backend> backends, Set<DiscoveryFailure> failures) {
        Map<BackendId, FinderResult.Provenance> provenance = new HashMap<>();
        answers.values().forEach(found -> found.provenance().forEach(provenance::putIfAbsent));
        boolean stale = !backends.stream().map(Backend::id).allMatch(provenance::containsKey);
        Duration ttl = answers.values().stream()
                .map(FinderResult::ttl)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        String source = answers.values().stream()
                .map(FinderResult::source)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new FinderResult(
                backends,
                ttl,
                source,
                stale,
                failures.isEmpty() ? Optional.empty() : Optional.of(DnsFailures.joined(failures)),
                provenance);
    }

    private static Backend mostFrequent(List<Backend> votes) {
        return Collections.max(
                votes,
                Comparator.<Backend>comparingInt(each -> Collections.frequency(votes, each))
                        .thenComparing(Backend::toString));
    }

    private static String labels(List<Backend> backends) {
        String more = backends.size() > MAX_NAMED ? " and " + (backends.size() - MAX_NAMED) + " more" : "";
        return backends.stream().limit(MAX_NAMED).map(Backend::label).collect(Collectors.joining(", ", "", more));
    }
}
