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

/** What the name servers provenance in one resolution, and what that makes together. Not thread-safe. */
final class AnswerQuorum {
    private static final int MAX_NAMED = 5;

    private final int voters;
    private final Map<InetSocketAddress, FinderResult> named = new LinkedHashMap<>();
    private final List<DiscoveryException> failed = new ArrayList<>();
    private final List<Backend> kept = new ArrayList<>();

    /** Of so many servers. */
    AnswerQuorum(int voters) {
        this.voters = voters;
    }

    void names(InetSocketAddress server, FinderResult found) {
        named.put(server, found);
    }

    /** {@code before} is what the server provenance last, where that is still to be counted. */
    void fails(InetSocketAddress server, DiscoveryException thrown, @Nullable FinderResult before) {
        failed.add(thrown);
        if (before != null) {
            kept.addAll(before.backends());
        }
    }

    /**
     * All that any server names.
     *
     * @throws DiscoveryException if none names any
     */
    FinderResult union() throws DiscoveryException {
        if (named.isEmpty()) {
            throw nobody();
        }
        List<Backend> all = new ArrayList<>();
        named.values().forEach(found -> all.addAll(found.backends()));
        Set<BackendId> ids = all.stream().map(Backend::id).collect(Collectors.toSet());
        kept.stream().filter(each -> !ids.contains(each.id())).forEach(all::add);
        return found(all, failures());
    }

    /**
     * What more than half of the servers name.
     *
     * @throws DiscoveryException if there is no such thing
     */
    FinderResult majority() throws DiscoveryException {
        int needed = voters / 2 + 1;
        long negative =
                failed.stream().filter(each -> each.failure().negative()).count();
        if (named.size() + negative < needed) {
            DiscoveryFailure why = DnsTexts.joined(failures());
            throw new DiscoveryException(
                    why.kind(),
                    (named.size() + negative) + " of " + voters + " name servers answered, and nameServerPolicy"
                            + " majority needs " + needed + ": " + why.message());
        }
        if (negative >= needed) {
            throw nobody();
        }
        Map<BackendId, List<Backend>> votes = new LinkedHashMap<>();
        named.values()
                .forEach(found -> found.backends()
                        .forEach(each -> votes.computeIfAbsent(each.id(), id -> new ArrayList<>())
                                .add(each)));
        List<Backend> elected = new ArrayList<>();
        List<Backend> defeated = new ArrayList<>();
        votes.values().forEach(each -> (each.size() >= needed ? elected : defeated).add(mostSaid(each)));
        Set<DiscoveryFailure> failures = failures();
        if (!defeated.isEmpty()) {
            failures.add(new DiscoveryFailure(
                    Kind.BAD_ANSWER,
                    "named by fewer than " + needed + " of " + voters + " name servers, and left out: "
                            + labels(defeated)));
        }
        if (elected.isEmpty()) {
            throw new DiscoveryException(DnsTexts.joined(failures));
        }
        return found(elected, failures);
    }

    private DiscoveryException nobody() {
        boolean allSay = failed.stream().allMatch(each -> each.ttl().isPresent());
        Optional<Duration> ttl = allSay
                ? failed.stream().flatMap(each -> each.ttl().stream()).min(Comparator.naturalOrder())
                : Optional.empty();
        return new DiscoveryException(DnsTexts.joined(failures()), ttl);
    }

    private Set<DiscoveryFailure> failures() {
        Set<DiscoveryFailure> failures = new LinkedHashSet<>();
        failed.forEach(each -> failures.add(each.failure()));
        named.values().forEach(found -> found.failure().ifPresent(failures::add));
        return failures;
    }

    private FinderResult found(List<Backend> backends, Set<DiscoveryFailure> failures) {
        Map<BackendId, FinderResult.Provenance> provenance = new HashMap<>();
        named.values().forEach(found -> found.provenance().forEach(provenance::putIfAbsent));
        boolean stale = !backends.stream().map(Backend::id).allMatch(provenance::containsKey);
        Duration ttl = named.values().stream()
                .map(FinderResult::ttl)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        String source = named.values().stream()
                .map(FinderResult::source)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new FinderResult(
                backends,
                ttl,
                source,
                stale,
                failures.isEmpty() ? Optional.empty() : Optional.of(DnsTexts.joined(failures)),
                provenance);
    }

    private static Backend mostSaid(List<Backend> votes) {
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
