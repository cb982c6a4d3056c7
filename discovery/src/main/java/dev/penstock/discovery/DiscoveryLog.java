package dev.penstock.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** Says in the log what changed from one set to the next: one INFO line per change, one WARN line per new failure. */
final class DiscoveryLog {
    private static final int MAX_NAMED = 10;
    private static final Duration FOR_GOOD = Duration.ofDays(365);

    private final Logger logger;

    DiscoveryLog(Logger logger) {
        this.logger = logger;
    }

    /** Called once for each set that says something new. */
    void changed(BackendSet before, BackendSet now) {
        BackendDifference difference = now.difference(before);
        if (!difference.isEmpty()) {
            logger.info("service {}: {}; {}", now.service(), describe(now, difference), reason(now));
        } else if (before.failure().isPresent() && now.failure().isEmpty()) {
            logger.info("service {}: resolves again, {} as before; {}", now.service(), count(now), reason(now));
        }
        if (!now.failure().equals(before.failure())) {
            now.failure().ifPresent(failure -> warn(now, failure));
        }
    }

    private void warn(BackendSet now, DiscoveryFailure failure) {
        switch (now.freshness()) {
            case FRESH ->
                logger.warn("service {}: part of the answer is unusable: {}", now.service(), failure.message());
            case STALE ->
                logger.warn(
                        "service {}: keeps {} of earlier answers: {}", now.service(), count(now), failure.message());
            case NONE -> logger.warn("service {}: no backend is known: {}", now.service(), failure.message());
        }
    }

    private static String describe(BackendSet now, BackendDifference difference) {
        List<String> parts = new ArrayList<>();
        addNames(parts, "added", difference.added().stream().map(Backend::label).toList());
        addNames(
                parts,
                "removed",
                difference.removed().stream().map(Backend::label).toList());
        addNames(
                parts,
                "changed",
                difference.changed().stream()
                        .map(kept -> kept.earlier() + " -> " + kept.later())
                        .toList());
        return count(now) + ", " + String.join(", ", parts);
    }

    private static void addNames(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            String more = names.size() > MAX_NAMED ? " and " + (names.size() - MAX_NAMED) + " more" : "";
            parts.add(what + " " + names.stream().limit(MAX_NAMED).collect(Collectors.joining(", ", "[", more + "]")));
        }
    }

    private static String reason(BackendSet now) {
        if (now.freshness() == Freshness.NONE) {
            return "they are older than staleFor";
        }
        return now.origin()
                .map(origin -> "as " + origin.source() + " says, for " + held(origin.ttl()))
                .orElse("of unknown origin");
    }

    private static String held(Duration ttl) {
        return ttl.compareTo(FOR_GOOD) < 0 ? ttl.toSeconds() + " s" : "good";
    }

    private static String count(BackendSet set) {
        return set.backends().size() == 1 ? "1 backend" : set.backends().size() + " backends";
    }
}
