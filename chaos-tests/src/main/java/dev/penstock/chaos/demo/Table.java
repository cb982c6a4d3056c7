package dev.penstock.chaos.demo;

import dev.penstock.backends.BackendView;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes what a pool waited on as plain text. */
final class Table {
    private static final Set<WaitEvent> PARTS_OF_A_CLAIM = Set.of(
            WaitEvent.CLAIM_ACQUIRE,
            WaitEvent.CLAIM_HOLD,
            WaitEvent.CLAIM_RELEASE,
            WaitEvent.CLAIM_WAIT_SLOT,
            WaitEvent.CLAIM_WAIT_CONNECT,
            WaitEvent.CLAIM_WAIT_BACKEND,
            WaitEvent.CLAIM_WAIT_DISCOVERY,
            WaitEvent.CLAIM_WAIT_ADMIN,
            WaitEvent.CLAIM_VALIDATE,
            WaitEvent.CLAIM_EXECUTE,
            WaitEvent.CLAIM_IDLE,
            WaitEvent.CLAIM_RESET);

    private Table() {}

    /** One row for each event that was met; the share is of all claims' time. */
    static String events(WaitSnapshot waits) {
        StringBuilder text = new StringBuilder(
                String.format("  %-22s %9s %7s %9s %9s %7s%n", "event", "total", "active", "p50", "p99", "share"));
        long claims = waits.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()
                + waits.event(WaitEvent.CLAIM_HOLD).totalNanos()
                + waits.event(WaitEvent.CLAIM_RELEASE).totalNanos();
        for (WaitEvent event : waits.events()) {
            EventStats stats = waits.event(event);
            if (stats.total() > 0 || stats.active() > 0) {
                text.append(String.format(
                        "  %-22s %9d %7d %9s %9s %7s%n",
                        (event.parent().isPresent() ? "  " : "") + event.label(),
                        stats.total(),
                        stats.active(),
                        duration(stats.percentileNanos(0.50)),
                        duration(stats.percentileNanos(0.99)),
                        PARTS_OF_A_CLAIM.contains(event) ? share(stats.totalNanos(), claims) : ""));
            }
        }
        return text.toString();
    }

    /** One row for each backend. */
    static String backends(List<BackendView> backends) {
        StringBuilder text = new StringBuilder(String.format(
                "  %-34s %-10s %9s %7s %10s %8s %9s%n",
                "backend", "state", "unclaimed", "claimed", "connecting", "checking", "status"));
        for (BackendView view : backends) {
            text.append(String.format(
                    "  %-34s %-10s %9d %7d %10d %8d %9s%n",
                    view.backend().label(),
                    view.state(),
                    view.slots().unclaimed(),
                    view.slots().held(),
                    view.slots().connecting(),
                    view.slots().checking(),
                    view.statusNanos() < 0 ? "-" : duration(view.statusNanos())));
        }
        return text.toString();
    }

    private static String share(long nanos, long of) {
        return of == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * nanos / of);
    }

    /** A duration with two or three significant digits. */
    static String duration(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return scaled(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? scaled(nanos / 1e6) + " ms" : scaled(nanos / 1e9) + " s";
    }

    private static String scaled(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
