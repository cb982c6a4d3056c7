package dev.penstock.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** Logs the changes from one set to the next: one INFO line per change, one WARN line per new failure. */
final class DiscoveryLog {
    private static final int MAX_NAMED = 10;

    /** The key of the MDC. */
    private static final String POOL = "pool";

    private static final Duration NO_EXPIRY = Duration.ofDays(365);

    private final Logger logger;
    private final String subject;
    private final Optional<String> pool;

    /** Creates a log whose lines begin with {@code subject}; {@code pool} is in the MDC while a line is written. */
    DiscoveryLog(Logger logger, String subject, Optional<String> pool) {
        this.logger = logger;
        this.subject = subject;
        this.pool = pool;
    }

    /** Runs {@code line}, which writes a line to the log. Resolutions go on, whatever the log throws. */
    void write(Runnable line) {
        try {
            Optional<String> former = pool.map(name -> MDC.get(POOL));
            pool.ifPresent(name -> MDC.put(POOL, name));
            try {
                line.run();
            } finally {
                pool.ifPresent(name -> MDC.remove(POOL));
                former.ifPresent(name -> MDC.put(POOL, name));
            }
        } catch (RuntimeException | Error e) {
            // A failed log line has no other place to go.
        }
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
