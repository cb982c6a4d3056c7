package dev.penstock.pool.linting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.discovery.Freshness;
import dev.penstock.pool.linting.Finding.Subject;
import dev.penstock.waits.history.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lints about the state of the pool at one moment, and of the last hour. Stateless. */
final class StateLints {
    private static final double PERCENT = 100;
    private static final int HOUR_SECONDS = 3_600;

    /** Of fewer slots, half is not worth a thought. */
    private static final int LEAST_SLOTS = 4;

    /** The ends of errors by which PostgreSQL and MySQL say that they have no connection left. */
    private static final List<String> FULL = List.of("SQLState 53300", "Too many connections");

    private StateLints() {}

    static Finding neverHalfUsed(Usage usage) {
        Usage.Seconds hour = usage.lastHour();
        if (hour.total() < HOUR_SECONDS) {
            return Finding.unknown("the pool has not seen an hour yet");
        }
        int peak = hour.peak();
        int maximum = Math.max(1, usage.maximum());
        String seen = Text.of("at most %d of %d slots were seen in use in the last hour", peak, usage.maximum());
        return Finding.of(PERCENT * Math.max(0, maximum - peak) / maximum, seen)
                .ifEnough(maximum >= LEAST_SLOTS && peak > 0 && hour.waiting() == 0);
    }

    static Finding stale(DiscoveryView view) {
        if (view.freshness() == Freshness.FRESH) {
            return Finding.of(0, "the last resolution answered");
        }
        if (view.age().isEmpty()) {
            return Finding.unknown("discovery has found nothing yet");
        }
        return Finding.of(
                view.age().get().toMillis() / 1_000.0,
                view.lastError()
                        .map(error -> "the last resolution failed: " + error.message())
                        .orElse("a part of the last resolution failed"));
    }

    static Finding connections(List<BackendView> views, Map<String, ServerLoad> loads) {
        Optional<BackendView> full =
                views.stream().filter(StateLints::refusesMore).findFirst();
        if (full.isPresent()) {
            String label = full.get().backend().label();
            return Finding.of(PERCENT, label + " refuses further connections").about(Subject.backend(label));
        }
        Finding highest =
                Finding.unknown("no server refused a connection, and none was asked for its connections lately:"
                        + " the pool asks a server of PostgreSQL only while claims wait for slots");
        for (Map.Entry<String, ServerLoad> entry : loads.entrySet()) {
            ServerLoad load = entry.getValue();
            double share = PERCENT * load.used() / Math.max(1, load.maximum());
            if (share > highest.value().orElse(-1)) {
                String seen =
                        Text.of("%s has %d of %d connections in use", entry.getKey(), load.used(), load.maximum());
                highest = Finding.of(share, seen).about(Subject.backend(entry.getKey()));
            }
        }
        return highest;
    }

    private static boolean refusesMore(BackendView view) {
        return view.lastError()
                .filter(error -> FULL.stream().anyMatch(error::contains))
                .isPresent();
    }
}
