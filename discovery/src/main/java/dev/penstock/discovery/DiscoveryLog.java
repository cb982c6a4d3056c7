package dev.penstock.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** Logs the changes from one set to the next: one INFO line per change, one WARN line per new failure. */
final class DiscoveryLog {
    private static final int MAX_NAMED = 10;
    private static final Duration NO_EXPIRY = Duration.ofDays(365);

    private final Logger logger;
    private final String subject;

    /** Creates a log whose lines begin with {@code subject}. */
    DiscoveryLog(Logger logger, String subject) {
        this.logger = logger;
        this.subject = subject;
    }

    /** Called once for each set whose version is new. */
    void changed(BackendSet before, BackendSet now) {
        BackendDifference difference = now.difference(before);
        if (!difference.isEmpty()) {
            logger.info("{}: {}; {}", subject, describe(now, difference), reason(now));
        } else if (before.failure().isPresent() && now.failure().isEmpty()) {
            logger.info("{}: resolution works again, {} as before; {}", subject, count(now), reason(now));
        }
        if (!now.failure().equals(before.failure())) {
            now.failure().ifPresent(failure -> warn(now, failure));
        }
    }

    private void warn(BackendSet now, DiscoveryFailure failure) {
        switch (now.freshness()) {
            case FRESH -> logger.warn("{}: part of the answer is unusable: {}", subject, failure.message());
            case STALE ->
                logger.warn(
                        "{}: keeps {} of earlier answers, because resolution failed: {}",
                        subject,
                        count(now),
                        failure.message());
            case NONE -> logger.warn("{}: no backend is known: {}", subject, failure.message());
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
            return "the removed backends are older than staleFor";
        }
        return now.origin()
                .map(origin -> "source " + origin.source() + ", " + ttl(origin.ttl()))
                .orElse("source unknown");
    }

    private static String ttl(Duration ttl) {
        return ttl.compareTo(NO_EXPIRY) < 0 ? "TTL " + ttl.toSeconds() + " s" : "no expiry";
    }

    private static String count(BackendSet set) {
        return set.backends().size() == 1 ? "1 backend" : set.backends().size() + " backends";
    }
}
